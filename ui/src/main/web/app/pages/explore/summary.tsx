import type {Series} from "../../api";
import {colourClass} from "../../chart/colours";
import {seriesName} from "../../chart/names";
import {t} from "../../i18n";
import {Rows} from "../../parts/rows";
import {useSorting} from "../../parts/sorting";
import type {Format} from "../../units";

interface SummaryProps {
  series: Series[];
  format: Format;
  /** The names of the series whose lines are not drawn. */
  hidden: ReadonlySet<string>;
  onToggle: (hidden: ReadonlySet<string>) => void;
  /** The series under the pointer, or -1. */
  onPoint: (index: number) => void;
}

/**
 * The chart's twin for eyes that prefer figures. A press on a series hides or shows its line; with Ctrl, Cmd or
 * Shift it shows this line alone, and once more all of them.
 */
export function Summary({series, format, hidden, onToggle, onPoint}: SummaryProps) {
  const names = series.map((s) => seriesName(s.metric));
  const all = series.map((s, i) => ({name: names[i], index: i, ...figures(s)}));
  const {rows, head} = useSorting(all, (row, column) => (column === "series" ? row.name : row[column as keyof Figures]));
  const pressed = (name: string, event: MouseEvent) =>
    onToggle(event.ctrlKey || event.metaKey || event.shiftKey ? alone(names, hidden, name) : toggled(hidden, name));
  return (
    <div class="scroll">
      <table class="dense">
        <thead>
          <tr>
            {head("series", t("table.series"))}
            {head("min", t("table.min"))}
            {head("mean", t("table.mean"))}
            {head("max", t("table.max"))}
            {head("last", t("table.last"))}
          </tr>
        </thead>
        <tbody>
          <Rows
            items={rows}
            columns={5}
            row={({name, index, min, mean, max, last}) => (
              <tr key={index} onMouseEnter={() => onPoint(index)} onMouseLeave={() => onPoint(-1)}>
                <td>
                  <button
                    type="button"
                    class="plain code"
                    aria-pressed={!hidden.has(name)}
                    onClick={(e) => pressed(name, e)}
                  >
                    <i class={`key ${colourClass(index)}`} aria-hidden="true" />
                    {name}
                  </button>
                </td>
                <td>{format(min)}</td>
                <td>{format(mean)}</td>
                <td>{format(max)}</td>
                <td>{format(last)}</td>
              </tr>
            )}
          />
        </tbody>
      </table>
    </div>
  );
}

function toggled(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  const changed = new Set(set);
  if (!changed.delete(member)) changed.add(member);
  return changed;
}

/** Hides all but one; shows all again if that is so already. */
function alone(names: string[], hidden: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const others = new Set(names.filter((other) => other !== name));
  const isAlone = !hidden.has(name) && [...others].every((other) => hidden.has(other));
  return isAlone ? new Set() : others;
}

interface Figures {
  min: number;
  mean: number;
  max: number;
  last: number;
}

/** Over the points that are finite; the last point as it is. */
function figures({values}: Series): Figures {
  const all = values.map(([, text]) => Number(text.replace("Inf", "Infinity")));
  const finite = all.filter(Number.isFinite);
  const last = all.length ? all[all.length - 1] : NaN;
  if (finite.length === 0) return {min: NaN, mean: NaN, max: NaN, last};
  const sum = finite.reduce((a, b) => a + b, 0);
  const min = finite.reduce((a, b) => Math.min(a, b));
  const max = finite.reduce((a, b) => Math.max(a, b));
  return {min, mean: sum / finite.length, max, last};
}
