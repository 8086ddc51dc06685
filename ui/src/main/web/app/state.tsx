import {type Key, t} from "./i18n";

const SIGNS: Record<string, string> = {
  up: "●", firing: "▲", down: "▼", degraded: "◆", unknown: "○", pending: "◐", inactive: "●", ok: "●", err: "▼",
};

/** A state with a sign of its own, so that colour is never the only difference. */
export function State({state}: {state: string}) {
  return <span class={`state ${state}`}><span aria-hidden="true">{SIGNS[state] ?? "○"}</span> {t(`state.${state}` as Key) ?? state}</span>;
}
