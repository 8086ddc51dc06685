import type uPlot from "uplot";
import type {Series} from "../api";

/** What a chart draws: times, and a value for each series and time; null where there is none. */
export interface Columns {
  times: number[];
  values: (number | null)[][];
}

/**
 * The series side by side on one grid of times. Points further apart than the step, NaN and infinities are
 * gaps: a line across them would show what nobody measured.
 */
export function columnsOf(series: Series[], start: number, end: number, step: number): Columns {
  const length = Math.floor((end - start) / step) + 1;
  const times = Array.from({length}, (_, row) => start + row * step);
  const values = series.map((s) => {
    const column = new Array<number | null>(length).fill(null);
    for (const [time, text] of s.values) {
      const row = Math.round((time - start) / step);
      const value = Number(text.replace("Inf", "Infinity"));
      if (row >= 0 && row < length && Number.isFinite(value)) column[row] = value;
    }
    return column;
  });
  return {times, values};
}

/** Each series on top of the ones before it; a gap counts as nothing, unless all have it. */
export function stacked({times, values}: Columns): Columns {
  const sums = new Array<number | null>(times.length).fill(null);
  const piled = values.map((column) => {
    column.forEach((value, row) => {
      if (value !== null) sums[row] = (sums[row] ?? 0) + value;
    });
    return [...sums];
  });
  return {times, values: piled};
}

export const aligned = ({times, values}: Columns) => [times, ...values] as uPlot.AlignedData;
