import type {Metric} from "../api";

/** Labels as PromQL writes them, one beside the other. */
export function Labels({labels, without = []}: {labels: Metric; without?: string[]}) {
  return (
    <span class="labels">
      {Object.entries(labels)
        .filter(([name]) => !without.includes(name))
        .map(([name, value]) => (
          <span class="label" key={name}>
            {name}=<b>{JSON.stringify(value)}</b>
          </span>
        ))}
    </span>
  );
}
