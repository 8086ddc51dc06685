import {exploreHref, follow} from "../../address";
import type {PlanNode} from "../../api";
import {number, t, word} from "../../i18n";
import type {Range} from "../../range";
import {duration} from "../../units";

/** A part of the query, and how deep it lies. */
interface Line {
  node: PlanNode;
  depth: number;
}

/** The parts of a query as a tree: what each gave to the one above, and where the time went. */
export function Explain({plan, range}: {plan: PlanNode; range: Range}) {
  return (
    <section class="card scroll">
      <table class="plan">
        <thead>
          <tr>
            <th>{t("explain.part")}</th>
            <th>{t("explain.series")}</th>
            <th>{t("explain.samples")}</th>
            <th>{t("explain.time")}</th>
          </tr>
        </thead>
        <tbody>
          {linesOf(plan, 0).map(({node, depth}, i) => (
            <PlanRow key={i} node={node} depth={depth} total={plan.seconds} range={range} />
          ))}
        </tbody>
      </table>
      <p class="hint">{t("explain.hint")}</p>
    </section>
  );
}

const linesOf = (node: PlanNode, depth: number): Line[] => [
  {node, depth},
  ...node.children.flatMap((child) => linesOf(child, depth + 1)),
];

/** The time of this part alone; parts that ran side by side may sum up to more than what contains them. */
const ownSeconds = (node: PlanNode) =>
  Math.max(0, node.seconds - node.children.reduce((sum, child) => sum + child.seconds, 0));

function PlanRow({node, depth, total, range}: Line & {total: number; range: Range}) {
  const own = ownSeconds(node);
  return (
    <tr>
      <td style={{paddingLeft: `${depth * 20}px`}}>
        <span class="hint">{word("plan", node.kind)}</span>{" "}
        {isWhole(node) ? <a class="code" href={exploreHref(node.text, range)} onClick={follow}>{node.text}</a> : <span class="code">{node.text}</span>}
        {node.evaluations === 0 && <span class="hint"> {t("explain.reused")}</span>}
      </td>
      <td>{number(node.series)}</td>
      <td>{number(node.samples)}</td>
      <td class="time">
        <span class="bar" aria-hidden="true"><i style={{width: `${total > 0 ? Math.min(100, (100 * own) / total) : 0}%`}} /></span>
        {duration(own)}
      </td>
    </tr>
  );
}

/** Whether a part can be asked alone over a range of time: texts and ranges of series cannot. */
const isWhole = ({kind}: PlanNode) => !["text", "number", "select_range", "subquery"].includes(kind);
