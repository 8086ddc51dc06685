import type {RefObject} from "preact";
import {useEffect, useRef, useState} from "preact/hooks";
import type {Editor, Fault} from "../../editor";
import {t} from "../../i18n";

interface QueryEditorProps {
  /** Holds the editor as soon as it is there. */
  editor: RefObject<Editor>;
  text: string;
  fault: Fault | null;
  onRun: (text: string) => void;
  onChange: (text: string) => void;
}

/**
 * The editor's place. Its code is loaded only here; until then the text stands in it as it is, and if it
 * cannot be had, such as after an upgrade of the server, a plain field takes its place.
 */
export function QueryEditor(props: QueryEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const {editor} = props;
  const [plain, setPlain] = useState(false);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    let gone = false;
    import("../../editor").then(
      ({mountEditor}) => {
        if (gone) return;
        box.current!.replaceChildren();
        const {text, fault} = latest.current;
        editor.current = mountEditor(
          box.current!,
          text,
          t("query.hint"),
          (changed) => latest.current.onRun(changed),
          (changed) => latest.current.onChange(changed),
        );
        if (fault) editor.current.mark(fault);
      },
      () => setPlain(true),
    );
    return () => {
      gone = true;
      editor.current?.destroy();
      editor.current = null;
    };
  }, []);
  useEffect(() => editor.current?.show(props.text), [props.text]);
  useEffect(() => editor.current?.mark(props.fault), [props.fault?.at, props.fault?.message]);
  if (plain) return <PlainField {...props} />;
  return (
    <div class="editor">
      <div ref={box}>
        <span class="code waiting">{props.text}</span>
      </div>
    </div>
  );
}

function PlainField({text, onRun, onChange}: QueryEditorProps) {
  return (
    <input
      class="editor code"
      aria-label="PromQL"
      value={text}
      onInput={(e) => onChange(e.currentTarget.value)}
      onKeyDown={(e) => e.key === "Enter" && onRun(e.currentTarget.value)}
    />
  );
}
