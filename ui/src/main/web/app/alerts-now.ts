import {type Metric, type RoutedAlert, routedAlerts, type Rule, type RuleGroup, ruleGroups} from "./api";

/** An alert of this moment: what its rule knows of it, and what routing does. */
export interface AlertNow {
  /** Its labels as one text; no two alerts have the same. */
  key: string;
  labels: Metric;
  annotations: Metric;
  state: "firing" | "pending";
  since: string;
  /** Absent if another program sent it. */
  rule?: Rule;
  value?: string;
  /** Absent while it is pending. */
  routed?: RoutedAlert;
}

export interface AlertsNow {
  groups: RuleGroup[];
  /** What needs somebody first: firing before pending, what is held back last, then by severity and age. */
  alerts: AlertNow[];
}

export async function alertsNow(signal: AbortSignal): Promise<AlertsNow> {
  const [groups, routed] = await Promise.all([ruleGroups(signal), routedAlerts([], signal)]);
  const byKey = new Map(routed.map((alert) => [keyOf(alert.labels), alert]));
  const own = groups.flatMap((group) => group.rules).flatMap((rule) => ofRule(rule, byKey));
  const foreign = [...byKey].map(([key, alert]): AlertNow => {
    const {labels, annotations, startsAt} = alert;
    return {key, labels, annotations, state: "firing", since: startsAt, routed: alert};
  });
  return {groups, alerts: [...own, ...foreign].sort(byUrgency)};
}

/** The alerts of a rule; what routing knows of them is taken out of the map. */
function ofRule(rule: Rule, routed: Map<string, RoutedAlert>): AlertNow[] {
  const alerts: AlertNow[] = [];
  for (const {labels, annotations, state, activeAt, value} of rule.alerts ?? []) {
    if (state === "inactive") continue;
    const key = keyOf(labels);
    alerts.push({key, labels, annotations, state, since: activeAt, rule, value, routed: routed.get(key)});
    routed.delete(key);
  }
  return alerts;
}

const keyOf = (labels: Metric) => JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Whether nobody is told of it: silenced, inhibited, or not yet firing for long enough. */
export const isHeldBack = (alert: AlertNow) => alert.routed?.status.state === "suppressed";

/** Fires, and nobody has said that this is known. */
export const needsSomebody = (alert: AlertNow) => alert.state === "firing" && !isHeldBack(alert);

const SEVERITIES = ["page", "critical", "error", "warning", "info", "none"];

function byUrgency(a: AlertNow, b: AlertNow): number {
  const rank = (alert: AlertNow) => (alert.state === "pending" ? 2 : isHeldBack(alert) ? 1 : 0);
  return rank(a) - rank(b) || severityRank(a) - severityRank(b) || Date.parse(b.since) - Date.parse(a.since);
}

function severityRank({labels}: AlertNow): number {
  const at = SEVERITIES.indexOf((labels.severity ?? "").toLowerCase());
  return at < 0 ? SEVERITIES.indexOf("warning") : at;
}
