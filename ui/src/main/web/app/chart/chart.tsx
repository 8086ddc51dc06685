import {useEffect, useMemo, useRef} from "preact/hooks";
import uPlot from "uplot";
import type {RangeAnswer} from "../api";
import {currentLanguage, timeTick} from "../i18n";
import {bytes, bytesPerSecond, type Format} from "../units";
import {colourOf, themed} from "./colours";
import {aligned, type Columns, columnsOf, stacked} from "./columns";
import {tooltip} from "./tooltip";

const AXIS_FONT = "11.5px system-ui, sans-serif";
const SHORTEST_DRAG_PIXELS = 4;

/** Beside the lines, on the right: room for half a figure of the time axis. */
const EDGE_PIXELS = 8;

/** Steps of an axis in bytes, so that its ticks are 512 MiB and 1 GiB rather than 477 MiB and 954 MiB. */
const BINARY_STEPS = Array.from({length: 61}, (_, power) => 2 ** power);

const cursors = uPlot.sync("charts");

interface ChartProps {
  answer: RangeAnswer;
  names: string[];
  /** What is drawn, in words, for those who do not see it. */
  label: string;
  height: number;
  format: Format;
  /** Bounds of the value axis that hold at least; the data may widen them. */
  floor?: number;
  ceiling?: number;
  stack?: boolean;
  /** Series that are not drawn. */
  hidden?: ReadonlySet<number>;
  /** The series that stands out, or -1. */
  pointed?: number;
  onZoom?: (from: number, to: number) => void;
}

/**
 * Lines over time. The plot is built once for a set of series and then given new data, so that neither the
 * cursor nor a drag is lost when the page loads anew.
 */
export function Chart(props: ChartProps) {
  const {answer, names, height, stack} = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const raw = useMemo(() => columnsOf(answer.series, answer.start, answer.end, answer.step), [answer]);
  const drawn = useMemo(() => (stack ? stacked(raw) : raw), [raw, stack]);
  const latest = useRef({...props, raw});
  latest.current = {...props, raw};

  const shape = names.join("\n");
  const theme = document.documentElement.dataset.theme;
  useEffect(() => {
    const element = box.current!;
    const built = new uPlot(optionsOf(element.clientWidth, latest), aligned(drawn), element);
    plot.current = built;
    const resized = new ResizeObserver(() => {
      if (element.clientWidth !== built.width) built.setSize({width: element.clientWidth, height});
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      built.destroy();
    };
  }, [shape, height, stack, theme, currentLanguage()]);

  useEffect(() => plot.current?.setData(aligned(drawn)), [drawn, props.ceiling]);
  useEffect(() => {
    names.forEach((_, i) => {
      const show = !props.hidden?.has(i);
      if (plot.current!.series[i + 1].show !== show) plot.current!.setSeries(i + 1, {show});
    });
  }, [[...(props.hidden ?? [])].join(), shape]);
  useEffect(() => {
    const series = props.pointed ?? -1;
    plot.current?.setSeries(series < 0 || series >= names.length ? null : series + 1, {focus: true});
  }, [props.pointed]);

  return <div class="chart" role="img" aria-label={props.label} style={{height: `${height}px`}} ref={box} />;
}

type Latest = {current: ChartProps & {raw: Columns}};

function optionsOf(width: number, latest: Latest): uPlot.Options {
  const {names, height, stack} = latest.current;
  const line = themed("--line");
  const axis: uPlot.Axis = {
    stroke: themed("--ink-2"),
    font: AXIS_FONT,
    grid: {stroke: line, width: 1},
    ticks: {show: false},
  };
  return {
    width,
    height,
    scales: {
      x: {range: () => [latest.current.answer.start, latest.current.answer.end]},
      y: {range: (_plot, low, high) => valueRange(low, high, latest.current)},
    },
    cursor: {
      sync: {key: cursors.key},
      drag: {x: true, y: false, setScale: false},
      focus: {prox: 24},
      points: {size: 6},
    },
    focus: {alpha: stack ? 1 : 0.35},
    legend: {show: false},
    padding: [8, EDGE_PIXELS, 0, 0],
    axes: [
      {...axis, size: 22, values: (plot, splits) => timeTicks(plot, splits, latest.current.answer)},
      {
        ...axis,
        gap: 4,
        size: axisSize,
        incrs: [bytes, bytesPerSecond].includes(latest.current.format) ? BINARY_STEPS : undefined,
        values: (_plot, splits) => splits.map((v) => latest.current.format(v)),
      },
    ],
    series: [{}, ...names.map((name, i) => seriesOf(name, i, names.length, stack ?? false))],
    bands: stack ? names.slice(1).map((_, i) => ({series: [i + 2, i + 1] as [number, number]})) : undefined,
    plugins: [tooltip(() => ({...latest.current, columns: latest.current.raw}))],
    hooks: {setSelect: [(plot) => zoomed(plot, latest)]},
  };
}

function seriesOf(label: string, index: number, count: number, stack: boolean): uPlot.Series {
  const colour = colourOf(index);
  return {
    label,
    stroke: colour,
    width: stack ? 1 : 1.5,
    points: {show: (plot, _series, first, last) => lonely(plot.data[index + 1], first, last)},
    fill: stack ? colour + "b0" : count === 1 ? colour + "1f" : undefined,
  };
}

/** A point without neighbours makes no line: then points are drawn. */
function lonely(column: ArrayLike<number | null | undefined>, first: number, last: number): boolean {
  let run = 0;
  let longest = 0;
  for (let row = first; row <= last; row++) {
    run = column[row] === null ? 0 : run + 1;
    longest = Math.max(longest, run);
  }
  return longest === 1;
}

/** The times of an axis; one that would reach over the right edge of the chart is left out. */
function timeTicks(plot: uPlot, splits: number[], {start, end}: {start: number; end: number}): string[] {
  const edge = plot.valToPos(end, "x");
  return measured(plot, (widthOf) =>
    splits.map((at) => {
      const text = timeTick(at, end - start);
      return widthOf(text) / 2 <= edge - plot.valToPos(at, "x") + EDGE_PIXELS ? text : "";
    }),
  );
}

/** Works something out with the width of texts as axes write them. */
function measured<T>(plot: uPlot, work: (widthOf: (text: string) => number) => T): T {
  plot.ctx.save();
  plot.ctx.font = AXIS_FONT;
  const result = work((text) => plot.ctx.measureText(text).width);
  plot.ctx.restore();
  return result;
}

/** Room for the longest figure on the axis, in steps so that charts in a row stay aligned. */
function axisSize(plot: uPlot, figures: string[] | null): number {
  const widest = measured(plot, (widthOf) => Math.max(0, ...(figures ?? []).map(widthOf)));
  return Math.max(40, Math.ceil((widest + 10) / 12) * 12);
}

/** A little more than the data and the bounds; values that are all the same are drawn above zero. */
function valueRange(low: number | null, high: number | null, {floor, ceiling}: ChartProps): [number, number] {
  const flat = low === high;
  const from = Math.min(low ?? 0, floor ?? Infinity, flat ? 0 : Infinity);
  const to = Math.max(high ?? 1, ceiling ?? -Infinity, flat ? 0 : -Infinity);
  const range = uPlot.rangeNum(from, to === from ? from + 1 : to, 0.08, true);
  const bottom = from === floor ? floor : (range[0] ?? from);
  const top = to === ceiling ? ceiling : (range[1] ?? to);
  return [bottom, top];
}

function zoomed(plot: uPlot, {current: {onZoom}}: Latest) {
  const {left, width} = plot.select;
  plot.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
  if (width > SHORTEST_DRAG_PIXELS && onZoom) onZoom(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
}
