import type {Series} from "../../api";
import {colourClass} from "../../chart/colours";
import {seriesName} from "../../chart/names";
import {t} from "../../i18n";
import {Rows} from "../../parts/rows";
import type {Format} from "../../units";

interface SummaryProps {
  series: Series[];
  format: Format;
  hidden: ReadonlySet<number>;
  onToggle: (hidden: ReadonlySet<number>) => void;
}

/** The chart's twin for eyes that prefer figures; a press on a series hides or shows its line. */
export function Summary({series, format, hidden, onToggle}: SummaryProps) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>{t("table.series")}</th>
            <th>{t("table.min")}</th>
            <th>{t("table.mean")}</th>
            <th>{t("table.max")}</th>
            <th>{t("table.last")}</th>
          </tr>
        </thead>
        <tbody>
          <Rows
            items={series.map((s, i) => ({s, i}))}
            columns={5}
            row={({s, i}) => {
              const {min, mean, max, last} = figures(s);
              return (
                <tr key={i}>
                  <td>
                    <button
                      type="button"
                      class="plain code"
                      aria-pressed={!hidden.has(i)}
                      onClick={() => onToggle(toggled(hidden, i))}
                    >
                      <i class={`key ${colourClass(i)}`} aria-hidden="true" />
                      {seriesName(s.metric)}
                    </button>
                  </td>
                  <td>{format(min)}</td>
                  <td>{format(mean)}</td>
                  <td>{format(max)}</td>
                  <td>{format(last)}</td>
                </tr>
              );
            }}
          />
        </tbody>
      </table>
    </div>
  );
}

function toggled(set: ReadonlySet<number>, member: number): ReadonlySet<number> {
  const changed = new Set(set);
  if (!changed.delete(member)) changed.add(member);
  return changed;
}

/** Over the points that are finite; the last point as it is. */
function figures({values}: Series) {
  const all = values.map(([, text]) => Number(text.replace("Inf", "Infinity")));
  const finite = all.filter(Number.isFinite);
  const last = all.length ? all[all.length - 1] : NaN;
  if (finite.length === 0) return {min: NaN, mean: NaN, max: NaN, last};
  const sum = finite.reduce((a, b) => a + b, 0);
  const min = finite.reduce((a, b) => Math.min(a, b));
  const max = finite.reduce((a, b) => Math.max(a, b));
  return {min, mean: sum / finite.length, max, last};
}
