import {useEffect, useRef, useState} from "preact/hooks";
import {type MetricInfo, metrics} from "../../api";
import {t} from "../../i18n";
import {useLive} from "../../live";
import {Menu} from "../../parts/menu";
import {Items} from "../../parts/rows";

/** Opens the list of all metrics, to be searched by what they are called and what they say. */
export function MetricBrowser({onChoose}: {onChoose: (name: string) => void}) {
  return (
    <Menu id="metrics" title={t("metrics.title")} label={<>{t("metrics.title")} ▾</>}>
      {(close) => (
        <Choices
          onChoose={(name) => {
            close();
            onChoose(name);
          }}
        />
      )}
    </Menu>
  );
}

function Choices({onChoose}: {onChoose: (name: string) => void}) {
  const live = useLive(metrics, 0);
  const [wanted, want] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current!.focus(), []);
  const found = search(live.data ?? [], wanted);
  return (
    <>
      <input
        ref={field}
        type="search"
        placeholder={t("metrics.search")}
        aria-label={t("metrics.search")}
        value={wanted}
        onInput={(e) => want(e.currentTarget.value)}
        onKeyDown={(e) => e.key === "Enter" && found.length > 0 && onChoose(found[0].name)}
      />
      {live.failure && <p class="error" role="alert">{live.failure.message}</p>}
      <p class="hint" role="status">{live.data ? summary(found.length) : t("loading")}</p>
      <ul class="plain metrics">
        <Items items={found} row={(metric) => <Choice key={metric.name} metric={metric} onChoose={onChoose} />} />
      </ul>
    </>
  );
}

const summary = (count: number) => (count === 0 ? t("metrics.none") : t("metrics.count", {count}));

function Choice({metric, onChoose}: {metric: MetricInfo; onChoose: (name: string) => void}) {
  return (
    <li>
      <button type="button" class="plain" onClick={() => onChoose(metric.name)}>
        <span class="code">{metric.name}</span> <span class="hint">{metric.type}</span>
        {metric.help && <span class="help-line hint">{metric.help}</span>}
      </button>
    </li>
  );
}

/** Those that have all the words, in the name or what is said of it; hits in the name come first. */
function search(all: MetricInfo[], wanted: string): MetricInfo[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const named = all.filter(({name}) => hits(name));
  if (words.length === 0) return named;
  return [...named, ...all.filter(({name, help}) => !hits(name) && hits(`${name} ${help}`))];
}
