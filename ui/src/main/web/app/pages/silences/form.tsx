import {useState} from "preact/hooks";
import {type Matcher, putSilence, routedAlerts, type Silence} from "../../api";
import {Failure} from "../../failure";
import {t} from "../../i18n";
import {useLive} from "../../live";
import {matcherText, matchersText, parseMatchers} from "../../matchers";
import {Labels} from "../../parts/labels";
import {FailureCard} from "../../parts/messages";
import {Items} from "../../parts/rows";

const AUTHOR = "silence.author";
const USUAL_DURATION = "2h";
const UNIT_SECONDS: Record<string, number> = {w: 604_800, d: 86_400, h: 3600, m: 60};

/** Seconds of "90m" or "1d12h"; 0 if it is no duration. */
function secondsOf(text: string): number {
  const compact = text.replace(/\s/g, "");
  if (!/^(\d{1,5}[wdhm])+$/.test(compact)) return 0;
  const parts = compact.match(/\d+[wdhm]/g) ?? [];
  return parts.reduce((sum, part) => sum + parseInt(part, 10) * UNIT_SECONDS[part.at(-1)!], 0);
}

/** "1d12h" of so many seconds, rounded up to minutes; the opposite of the above. */
function durationText(seconds: number): string {
  let rest = Math.ceil(seconds / 60) * 60;
  let text = "";
  for (const [unit, length] of Object.entries(UNIT_SECONDS)) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count) text += count + unit;
  }
  return text;
}

/** What the form begins with. */
export interface Draft {
  /** The silence that is changed; absent for a new one. */
  id?: string;
  /** When it began or will begin; absent for now. */
  startsAt?: string;
  filter: string;
  duration?: string;
  author?: string;
  comment: string;
}

/** A silence as it is, with the time that is left to it. */
export function draftOfSilence({id, startsAt, endsAt, matchers, createdBy, comment}: Silence): Draft {
  const from = Math.max(Date.parse(startsAt), Date.now());
  const duration = durationText(Math.max(60, (Date.parse(endsAt) - from) / 1000));
  return {id, startsAt, filter: matchersText(matchers), duration, author: createdBy, comment};
}

interface FormProps {
  draft: Draft;
  refreshSeconds: number;
  onCreated: () => void;
  onCancel: () => void;
}

/** A silence to make or to change: what, for how long, why and by whom; and what it would hold back. */
export function SilenceForm({draft, refreshSeconds, onCreated, onCancel}: FormProps) {
  const [begun] = useState(draft);
  const [text, setText] = useState(() => matchersText(parseMatchers(begun.filter) ?? []) || begun.filter);
  const [failure, fail] = useState<Failure | null>(null);
  const matchers = parseMatchers(text);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string) => String(data.get(name)).trim();
    const createdBy = field("author");
    localStorage.setItem(AUTHOR, createdBy);
    const {id, startsAt} = begun;
    const wish = {id, startsAt, matchers: matchers ?? [], createdBy, comment: field("comment")};
    putSilence(wish, secondsOf(field("duration"))).then(
      onCreated,
      (e) => fail(e instanceof Failure ? e : new Failure(String(e), "page")),
    );
  };
  return (
    <section class="card">
      <h2>{t(begun.id ? "silences.edit" : "silences.new")}</h2>
      <form class="fields" onSubmit={submit}>
        <label class="wide">
          {t("silences.matchers")}
          <textarea
            name="matchers"
            class="code"
            rows={Math.min(8, text.split("\n").length + 1)}
            required
            spellcheck={false}
            aria-describedby="matchers-hint"
            value={text}
            ref={(area) => area?.setCustomValidity(matchers?.length ? "" : t("silences.matchersHint"))}
            onInput={(e) => setText(e.currentTarget.value)}
          />
          <span class={matchers ? "hint" : "error"} id="matchers-hint">{t("silences.matchersHint")}</span>
        </label>
        <label>
          {t("silences.duration")}
          <input
            name="duration"
            required
            defaultValue={begun.duration ?? USUAL_DURATION}
            aria-describedby="duration-hint"
            onInput={(e) =>
              e.currentTarget.setCustomValidity(secondsOf(e.currentTarget.value) ? "" : t("silences.durationHint"))}
          />
          <span class="hint" id="duration-hint">{t("silences.durationHint")}</span>
        </label>
        <label>
          {t("silences.author")}
          <input
            name="author"
            required
            autocomplete="name"
            defaultValue={begun.author ?? localStorage.getItem(AUTHOR) ?? ""}
          />
        </label>
        <label class="wide">
          {t("silences.comment")}
          <input name="comment" required defaultValue={begun.comment} />
        </label>
        <div class="row wide">
          <button type="submit" class="primary">{t(begun.id ? "silences.change" : "silences.create")}</button>
          <button type="button" onClick={onCancel}>{t("silences.cancel")}</button>
        </div>
      </form>
      {failure && <FailureCard failure={failure} />}
      {matchers && matchers.length > 0 && <Preview matchers={matchers} refreshSeconds={refreshSeconds} />}
    </section>
  );
}

/** The alerts of this moment that the silence would hold back. */
function Preview({matchers, refreshSeconds}: {matchers: Matcher[]; refreshSeconds: number}) {
  const texts = matchers.map(matcherText);
  const live = useLive((signal) => routedAlerts(texts, signal), refreshSeconds, [texts.join()]);
  if (live.failure) return <p class="error" role="alert">{live.failure.message}</p>;
  return (
    <>
      <p role="status" data-testid="matched">
        {live.data && t("silences.matches", {count: live.data.length})}
      </p>
      <ul class="plain">
        <Items
          items={live.data ?? []}
          row={(alert) => <li key={alert.fingerprint}><Labels labels={alert.labels} /></li>}
        />
      </ul>
    </>
  );
}
