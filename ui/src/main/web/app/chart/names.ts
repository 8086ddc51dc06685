import type {Metric, Series} from "../api";

const PLAIN_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const PLAIN_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** A series' name for people: metric and labels as PromQL writes them, and reads them again. */
export function seriesName(metric: Metric): string {
  const {__name__: name = "", ...labels} = metric;
  const isPlain = PLAIN_METRIC.test(name);
  const inner = [
    ...(name && !isPlain ? [JSON.stringify(name)] : []),
    ...Object.entries(labels).map(([label, value]) => {
      const shown = PLAIN_LABEL.test(label) ? label : JSON.stringify(label);
      return `${shown}=${JSON.stringify(value)}`;
    }),
  ].join(", ");
  if (!isPlain) return `{${inner}}`;
  return inner ? `${name}{${inner}}` : name;
}

/** Short names that still differ: labels that all series share are left out. */
export function shortNames(series: Series[]): string[] {
  if (series.length < 2) return series.map((s) => seriesName(s.metric));
  const first = series[0].metric;
  const shared = Object.keys(first).filter((label) => series.every((s) => s.metric[label] === first[label]));
  return series.map((s) => {
    const own = Object.fromEntries(Object.entries(s.metric).filter(([label]) => !shared.includes(label)));
    return seriesName(own);
  });
}
