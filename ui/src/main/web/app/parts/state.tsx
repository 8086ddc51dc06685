import {word} from "../i18n";

const SIGNS: Record<string, string> = {
  up: "●",
  ok: "●",
  inactive: "●",
  degraded: "◆",
  pending: "◐",
  unknown: "○",
  flapping: "≈",
  unreachable: "◇",
  maintenance: "■",
  paused: "‖",
  active: "●",
  expired: "○",
  firing: "▲",
  down: "▼",
  err: "✕",
};

/** A state with a sign of its own, so that colour is never the only difference. */
export function State({state}: {state: string}) {
  return (
    <span class={`state ${state}`}>
      <span aria-hidden="true">{SIGNS[state] ?? "○"}</span> {word("state", state)}
    </span>
  );
}
