import {useEffect, useRef} from "preact/hooks";
import {t} from "../i18n";
import {PLACES, SHORTCUTS} from "../keys";

/** The sheet of keys. */
export function Help({open, onClose}: {open: boolean; onClose: () => void}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current!.showModal();
    else dialog.current!.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={onClose}
      onClick={(e) => e.target === dialog.current && onClose()}
    >
      <h2 id="help-title">{t("keys.title")}</h2>
      <dl>
        {SHORTCUTS.map(([keys, label]) => <Shortcut key={keys} keys={[keys]} text={t(label)} />)}
        {PLACES.map(([letter, , label]) => <Shortcut key={letter} keys={["g", letter]} text={t(label)} />)}
        <Shortcut keys={["Shift", "Enter"]} text={t("query.run")} />
      </dl>
      <button type="button" onClick={onClose}>{t("keys.close")}</button>
    </dialog>
  );
}

function Shortcut({keys, text}: {keys: string[]; text: string}) {
  return (
    <div>
      <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
      <dd>{text}</dd>
    </div>
  );
}
