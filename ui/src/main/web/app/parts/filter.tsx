import {setParams} from "../address";
import {number, t, word} from "../i18n";

interface FilterProps {
  params: URLSearchParams;
  /** How many there are of each state, in the order they are offered. */
  counts: [state: string, count: number][];
}

/** Text and state to filter by; both live in the address. */
export function Filter({params, counts}: FilterProps) {
  const state = params.get("state") ?? "";
  return (
    <div class="filter" role="search">
      <input
        id="search"
        type="search"
        placeholder={t("filter.text")}
        aria-label={t("filter.text")}
        value={params.get("q") ?? ""}
        onInput={(e) => setParams({q: e.currentTarget.value}, true)}
      />
      <div class="chips" role="group" aria-label={t("filter.state")}>
        {counts.map(([name, count]) => (
          <button
            key={name}
            type="button"
            class={`chip ${name}`}
            aria-pressed={state === name}
            disabled={count === 0 && state !== name}
            onClick={() => setParams({state: state === name ? "" : name}, true)}
          >
            {word("state", name)} <b>{number(count)}</b>
          </button>
        ))}
      </div>
    </div>
  );
}

/** Whether the address' filter lets something of this state and these texts through. */
export function passes(params: URLSearchParams, state: string, texts: string[]): boolean {
  const wantedState = params.get("state");
  const wantedText = (params.get("q") ?? "").toLowerCase();
  if (wantedState && wantedState !== state) return false;
  return !wantedText || texts.some((text) => text.toLowerCase().includes(wantedText));
}

/** Counts the states, in a given order. */
export function countStates(states: string[], order: string[]): [string, number][] {
  return order.map((state) => [state, states.filter((s) => s === state).length]);
}
