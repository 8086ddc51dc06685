import type {Series} from "../api";
import type {Format} from "../units";
import {colourClass} from "./colours";

/** One line below a small chart: each series' colour, name and last value. */
export function Legend({series, names, format}: {series: Series[]; names: string[]; format: Format}) {
  return (
    <p class="legend">
      {series.map((s, i) => (
        <span key={names[i]}>
          <i class={`key ${colourClass(i)}`} aria-hidden="true" />
          {names[i]} <b>{format(lastOf(s))}</b>
        </span>
      ))}
    </p>
  );
}

export const lastOf = (series: Series): number =>
  series.values.length ? Number(series.values[series.values.length - 1][1].replace("Inf", "Infinity")) : NaN;
