import {useState} from "preact/hooks";
import {follow, href, setParams, silenceHref} from "../address";
import {expireSilence, routedAlerts, type Silence, silences} from "../api";
import {dateTime, t} from "../i18n";
import {refreshNow, useLive} from "../live";
import {matcherText, matchersText, operatorOf} from "../matchers";
import {Announcer} from "../parts/announcer";
import {countStates, Filter, passes} from "../parts/filter";
import {Empty, FailureCard, Skeleton} from "../parts/messages";
import {Items} from "../parts/rows";
import {State} from "../parts/state";
import type {Failure} from "../failure";
import {type Draft, draftOfSilence, SilenceForm} from "./silences/form";
import type {PageProps} from "./page";

const STATES = ["active", "pending", "expired"];

/** Closes the form. */
const NO_DRAFT = {new: "", edit: "", filter: "", comment: ""};

/** What is silenced, what will be, and what was; and the form for a new one. */
export function Silences({params, refreshSeconds}: PageProps) {
  const live = useLive(
    async (signal) => ({silences: await silences(signal), alerts: await routedAlerts([], signal)}),
    refreshSeconds,
  );
  const [done, announce] = useState("");
  const [refused, refuse] = useState<Failure | null>(null);
  const draft = draftOf(params, live.data?.silences ?? []);
  const all = live.data ? sorted(live.data.silences) : [];
  const shown = all.filter((silence) => isShown(params, silence));
  const heldBack = (id: string) =>
    live.data?.alerts.filter((alert) => alert.status.silencedBy.includes(id)).length ?? 0;
  const created = () => {
    announce(t("silences.created"));
    setParams(NO_DRAFT);
    document.getElementById("main")!.focus();
    refreshNow();
  };
  const expire = (silence: Silence) =>
    expireSilence(silence.id).then(
      () => {
        announce(t("silences.ended"));
        refuse(null);
        document.getElementById("main")!.focus();
        refreshNow();
      },
      (failure: Failure) => refuse(failure),
    );
  return (
    <>
      <div class="row">
        <h1>{t("nav.silences")}</h1>
        {!draft && (
          <a class="button" href={href("silences", {new: "1"})} onClick={follow}>{t("silences.new")}</a>
        )}
      </div>
      {draft && (
        <SilenceForm
          key={draft.id ?? draft.filter}
          draft={draft}
          refreshSeconds={refreshSeconds}
          onCreated={created}
          onCancel={() => setParams(NO_DRAFT)}
        />
      )}
      {refused && <FailureCard failure={refused} />}
      {live.failure && <FailureCard failure={live.failure} />}
      <Filter params={params} counts={countStates(all.map((silence) => silence.status.state), STATES)} />
      {!live.data && !live.failure && <Skeleton rows={3} />}
      {live.data && all.length === 0 && <Empty title={t("silences.none")}>{t("silences.next")}</Empty>}
      {all.length > 0 && shown.length === 0 && <Empty title={t("filter.none")}>{t("filter.next")}</Empty>}
      {shown.length > 0 && (
        <section class="card">
          <ul class="plain">
            <Items
              items={shown}
              row={(silence) => (
                <SilenceRow
                  key={silence.id}
                  silence={silence}
                  heldBack={heldBack(silence.id)}
                  onExpire={() => expire(silence)}
                />
              )}
            />
          </ul>
        </section>
      )}
      <Announcer text={done || " "} />
    </>
  );
}

/** What the address asks the form to begin with: new=1 and matchers, or edit=ID; null if it asks for no form. */
function draftOf(params: URLSearchParams, silences: Silence[]): Draft | null {
  const edited = silences.find((silence) => silence.id === params.get("edit"));
  if (edited && edited.status.state !== "expired") return draftOfSilence(edited);
  return params.has("new") ? {filter: params.get("filter") ?? "", comment: params.get("comment") ?? ""} : null;
}

/** Those in force first; of one state, what changed or changes last comes first. */
function sorted(silences: Silence[]): Silence[] {
  const rank = (silence: Silence) => STATES.indexOf(silence.status.state);
  return [...silences].sort((a, b) => rank(a) - rank(b) || Date.parse(b.endsAt) - Date.parse(a.endsAt));
}

function isShown(params: URLSearchParams, silence: Silence): boolean {
  const texts = [silence.id, silence.comment, silence.createdBy, ...silence.matchers.map(matcherText)];
  return passes(params, silence.status.state, texts);
}

interface RowProps {
  silence: Silence;
  /** How many alerts it holds back now. */
  heldBack: number;
  onExpire: () => void;
}

function SilenceRow({silence, heldBack, onExpire}: RowProps) {
  const {state} = silence.status;
  const matchers = silence.matchers.map(matcherText).join(", ");
  return (
    <li class="alert">
      <State state={state} />
      <div>
        <div class="labels">
          {silence.matchers.map((matcher) => (
            <span class="label" key={matcherText(matcher)}>
              {matcher.name}
              {operatorOf(matcher)}
              <b>{JSON.stringify(matcher.value)}</b>
            </span>
          ))}
        </div>
        {silence.comment && <div>{silence.comment}</div>}
        <div class="hint">
          {[
            silence.createdBy,
            t("silences.from", {time: moment(silence.startsAt)}),
            state === "active" && t("silences.holds", {count: heldBack}),
          ]
            .filter(Boolean)
            .join(" · ")}
        </div>
      </div>
      <div class="aside">
        <span>{t("silences.until", {time: moment(silence.endsAt)})}</span>
        {state === "expired" ? (
          <a
            href={silenceHref(matchersText(silence.matchers), silence.comment)}
            aria-label={t("silences.againLabel", {matchers})}
            onClick={follow}
          >
            {t("silences.again")}
          </a>
        ) : (
          <>
            <a
              href={href("silences", {edit: silence.id})}
              aria-label={t("silences.editLabel", {matchers})}
              onClick={follow}
            >
              {t("silences.edit")}
            </a>
            <button type="button" aria-label={t("silences.expireLabel", {matchers})} onClick={onExpire}>
              {t("silences.expire")}
            </button>
          </>
        )}
      </div>
    </li>
  );
}

const moment = (iso: string) => dateTime(Date.parse(iso) / 1000);
