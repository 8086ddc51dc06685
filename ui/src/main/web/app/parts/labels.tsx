import type {Metric} from "../api";

/** Labels as PromQL writes them, one beside the other. */
export function Labels({labels, without = []}: {labels: Metric; without?: string[]}) {
  const shown = Object.entries(labels).filter(([name]) => !without.includes(name));
  if (shown.length === 0) return null;
  return (
    <div class="labels">
      {shown.map(([name, value]) => (
        <span class="label" key={name}>
          {name}=<b>{JSON.stringify(value)}</b>
        </span>
      ))}
    </div>
  );
}
