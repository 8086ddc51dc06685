import uPlot from "uplot";
import {useEffect, useRef} from "preact/hooks";
import type {Metric, Series} from "./api";
import {currentLanguage} from "./i18n";

export const PALETTE = ["#3b7dd8", "#e07b39", "#2f9e6e", "#c2466f", "#8467c9", "#b38a1d", "#2a9aab", "#7a8794"];

const cursors = uPlot.sync("charts");

/** A series' name for people: metric and labels as PromQL writes them. */
export function seriesName(metric: Metric): string {
  const {__name__: name = "", ...labels} = metric;
  const inner = Object.entries(labels).map(([k, v]) => `${k}="${v}"`).join(", ");
  return inner ? `${name}{${inner}}` : name || "{}";
}

/** Columns for uPlot: all times of all series, and a column of values for each, with gaps. */
export function columns(series: Series[]): uPlot.AlignedData {
  const times = [...new Set(series.flatMap((s) => s.values.map((v) => v[0])))].sort((a, b) => a - b);
  const rows = new Map(times.map((time, row) => [time, row]));
  const values = series.map((s) => {
    const column: (number | null)[] = new Array(times.length).fill(null);
    for (const [time, value] of s.values) {
      const number = Number(value);
      column[rows.get(time)!] = Number.isFinite(number) ? number : null;
    }
    return column;
  });
  return [times, ...values] as uPlot.AlignedData;
}

interface ChartProps {
  series: Series[];
  names?: string[];
  height: number;
  start: number;
  end: number;
  format?: (value: number) => string;
  onZoom?: (from: number, to: number) => void;
}

export function Chart({series, names, height, start, end, format, onZoom}: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current!;
    const plot = new uPlot(options(), columns(series), element);
    const resized = new ResizeObserver(() => plot.setSize({width: element.clientWidth, height}));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [series, height, start, end]);

  function options(): uPlot.Options {
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--ink-2").trim();
    const line = style.getPropertyValue("--line").trim();
    const axis: uPlot.Axis = {stroke: ink, grid: {stroke: line, width: 1}, ticks: {stroke: line}};
    return {
      width: box.current!.clientWidth,
      height,
      scales: {x: {range: [start, end]}},
      cursor: {sync: {key: cursors.key}, drag: {x: true, y: false, setScale: false}, focus: {prox: 24}},
      focus: {alpha: 0.3},
      legend: {show: false},
      axes: [
        {...axis, values: (_plot, splits) => splits.map((at) => timeTick(at, end - start))},
        {...axis, size: 64, values: (_plot, splits) => splits.map((v) => (format ?? compact)(v))},
      ],
      series: [
        {},
        ...series.map((s, i) => ({
          label: names?.[i] ?? seriesName(s.metric),
          stroke: PALETTE[i % PALETTE.length],
          width: 1.5,
          points: {show: false},
          fill: series.length === 1 ? PALETTE[0] + "1c" : undefined,
        })),
      ],
      hooks: {setSelect: [(plot) => zoomed(plot)]},
    };
  }

  function zoomed(plot: uPlot) {
    if (plot.select.width <= 4 || !onZoom) return;
    const from = plot.posToVal(plot.select.left, "x");
    const to = plot.posToVal(plot.select.left + plot.select.width, "x");
    plot.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
    onZoom(from, to);
  }

  return <div class="chart" ref={box} />;
}

function timeTick(seconds: number, span: number): string {
  const options: Intl.DateTimeFormatOptions =
    span > 2 * 86400
      ? {month: "short", day: "numeric"}
      : {hour: "2-digit", minute: "2-digit", second: span < 600 ? "2-digit" : undefined};
  return new Intl.DateTimeFormat(currentLanguage(), options).format(seconds * 1000);
}

const compact = (value: number) =>
  new Intl.NumberFormat(currentLanguage(), {notation: "compact", maximumSignificantDigits: 4}).format(value);
