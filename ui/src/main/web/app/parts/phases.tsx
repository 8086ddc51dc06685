import {word} from "../i18n";
import {duration} from "../units";

/** In the order they happen. */
const PHASES = ["resolve", "connect", "tls", "processing", "transfer"];

/** Where the time of a check went, as one bar. */
export function Phases({phases, total}: {phases: Record<string, number>; total: number}) {
  const known = PHASES.filter((phase) => phases[phase] > 0);
  const sum = known.reduce((all, phase) => all + phases[phase], 0);
  if (sum === 0) return <>{total > 0 ? duration(total) : "–"}</>;
  const words = known.map((phase) => `${word("phase", phase)} ${duration(phases[phase])}`).join(" · ");
  return (
    <span class="phases" title={words}>
      <span class="bar" role="img" aria-label={words}>
        {known.map((phase) => (
          <i key={phase} class={`phase-${phase}`} style={{width: `${(100 * phases[phase]) / sum}%`}} />
        ))}
      </span>
      {duration(total)}
    </span>
  );
}

export function PhaseKey() {
  return (
    <p class="legend">
      {PHASES.map((phase) => (
        <span key={phase}>
          <i class={`key square phase-${phase}`} aria-hidden="true" />
          {word("phase", phase)}
        </span>
      ))}
    </p>
  );
}
