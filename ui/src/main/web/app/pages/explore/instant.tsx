import {exploreHref, follow} from "../../address";
import type {InstantAnswer, InstantResult, Metric, Point} from "../../api";
import {seriesName} from "../../chart/names";
import {dateTime, t} from "../../i18n";
import {Rows} from "../../parts/rows";
import {useSorting} from "../../parts/sorting";

interface Row {
  name: string;
  /** Whether the name is an expression that finds the series again. */
  known: boolean;
  points: Point[];
}

/** What an instant query yields, value by value, as the server wrote them. */
export function Instant({answer}: {answer: InstantAnswer}) {
  const {rows, head} = useSorting(rowsOf(answer), ({name, points}, column) =>
    column === "series" ? name : Number(points.at(-1)?.[1].replace("Inf", "Infinity")),
  );
  return (
    <section class="card scroll">
      <table>
        <thead>
          <tr>{head("series", t("table.series"))}{head("value", t("table.value"))}</tr>
        </thead>
        <tbody>
          <Rows
            items={rows}
            columns={2}
            row={({name, known, points}) => (
              <tr key={name}>
                <td class="code">{known ? <a href={exploreHref(name)} onClick={follow}>{name}</a> : name}</td>
                <td class="code">
                  {points.length === 1
                    ? points[0][1]
                    : points.map(([time, value]) => <div key={time}>{value} <span class="hint">{dateTime(time)}</span></div>)}
                </td>
              </tr>
            )}
          />
        </tbody>
      </table>
    </section>
  );
}

export function rowsOf(answer: InstantResult): Row[] {
  switch (answer.resultType) {
    case "vector":
      return answer.result.map(({metric, value}) => rowOf(metric, [value]));
    case "matrix":
      return answer.result.map(({metric, values}) => rowOf(metric, values));
    case "scalar":
    case "string":
      return [rowOf({}, [answer.result])];
  }
}

const rowOf = (metric: Metric, points: Point[]): Row => ({
  name: seriesName(metric),
  known: "__name__" in metric,
  points,
});
