import type {InstantAnswer, InstantResult, Metric, Point} from "../../api";
import {seriesName} from "../../chart/names";
import {dateTime, t} from "../../i18n";
import {Rows} from "../../parts/rows";

interface Row {
  metric: Metric;
  points: Point[];
}

/** What an instant query yields, value by value, as the server wrote them. */
export function Instant({answer}: {answer: InstantAnswer}) {
  return (
    <section class="card scroll">
      <table>
        <thead>
          <tr><th>{t("table.series")}</th><th>{t("table.value")}</th></tr>
        </thead>
        <tbody>
          <Rows
            items={rowsOf(answer)}
            columns={2}
            row={({metric, points}) => (
              <tr key={seriesName(metric)}>
                <td class="code">{seriesName(metric)}</td>
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
      return answer.result.map(({metric, value}) => ({metric, points: [value]}));
    case "matrix":
      return answer.result.map(({metric, values}) => ({metric, points: values}));
    case "scalar":
    case "string":
      return [{metric: {}, points: [answer.result]}];
  }
}
