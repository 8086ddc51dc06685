import type {Metric, Series} from "../api";

/** A series' name for people: metric and labels as PromQL writes them. */
export function seriesName(metric: Metric): string {
  const {__name__: name = "", ...labels} = metric;
  const inner = Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(", ");
  return inner ? `${name}{${inner}}` : name || "{}";
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
