import type {ComponentChildren} from "preact";
import {type BuildInfo, buildInfo, configuration, flags, type RuntimeInfo, runtimeInfo} from "../api";
import {ago, dateTime, t} from "../i18n";
import {useLive} from "../live";
import {CopyButton} from "../parts/copy-button";
import {FailureCard, Skeleton} from "../parts/messages";
import {State} from "../parts/state";
import type {PageProps} from "./page";

/** What runs: the program, its flags, and the configuration in force. */
export function Status({refreshSeconds}: PageProps) {
  const live = useLive(async (signal) => {
    const [build, runtime, options, yaml] = await Promise.all([
      buildInfo(signal),
      runtimeInfo(signal),
      flags(signal),
      configuration(signal),
    ]);
    return {build, runtime, options, yaml};
  }, refreshSeconds && 15);
  return (
    <>
      <h1>{t("nav.status")}</h1>
      {live.failure && <FailureCard failure={live.failure} />}
      {!live.data && !live.failure && <Skeleton rows={10} />}
      {live.data && (
        <>
          <section class="card">
            <h2>{t("status.program")}</h2>
            <Program info={live.data.runtime} build={live.data.build} />
          </section>
          <Configuration yaml={live.data.yaml} />
          <section class="card">
            <h2>{t("status.flags")}</h2>
            <dl class="facts code">
              {Object.entries(live.data.options).map(([name, value]) => <Fact key={name} name={name}>{value || '""'}</Fact>)}
            </dl>
          </section>
        </>
      )}
    </>
  );
}

function Program({info, build}: {info: RuntimeInfo; build: BuildInfo}) {
  const loaded = Date.parse(info.lastConfigTime) / 1000;
  return (
    <dl class="facts">
      <Fact name={t("status.started")}>
        {dateTime(Date.parse(info.startTime) / 1000)} <span class="hint">{ago(info.startTime)}</span>
      </Fact>
      <Fact name={t("status.loaded")}>
        <State state={info.reloadConfigSuccess ? "ok" : "err"} /> {dateTime(loaded)}
      </Fact>
      <Fact name={t("status.host")}>{info.hostname}</Fact>
      <Fact name={t("status.folder")}><span class="code">{info.CWD}</span></Fact>
      <Fact name={t("status.retention")}>{info.storageRetention}</Fact>
      <Fact name={t("status.version")}>{build.atalayaVersion}</Fact>
      <Fact name={t("status.api")}>{build.version}</Fact>
      <Fact name="Java">{build.javaVersion}</Fact>
    </dl>
  );
}

function Fact({name, children}: {name: string; children: ComponentChildren}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Configuration({yaml}: {yaml: string}) {
  return (
    <section class="card">
      <div class="row">
        <h2>{t("status.configuration")}</h2>
        <span class="hint">{t("status.secrets")}</span>
        <CopyButton label={t("status.copy")} text={() => yaml} />
      </div>
      <pre class="code listing" tabIndex={0} aria-label={t("status.configuration")}>{yaml}</pre>
    </section>
  );
}
