import {word} from "../i18n";
import {duration} from "../units";

/** In the order they happen. */
const PHASES = [
  "resolve",
  "setup",
  "connect",
  "greeting",
  "banner",
  "tls",
  "login",
  "key_exchange",
  "request",
  "check",
  "dialogue",
  "query",
  "rtt",
  "processing",
  "transfer",
];

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

/** What the colours mean, of those that are to be seen. */
export function PhaseKey({all}: {all: Record<string, number>[]}) {
  const seen = PHASES.filter((phase) => all.some((phases) => phases[phase] > 0));
  if (seen.length === 0) return null;
  return (
    <p class="legend">
      {seen.map((phase) => (
        <span key={phase}>
          <i class={`key square phase-${phase}`} aria-hidden="true" />
          {word("phase", phase)}
        </span>
      ))}
    </p>
  );
}
