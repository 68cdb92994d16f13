import { countOf } from "../ui/amounts";
import styles from "./LeftOutList.module.css";
import { type LeftOut } from "./pickedFiles";

/** From how many files of one reason on they are told as one. */
const togetherFrom = 4;

/** Files with the same reason, in the order of their first. */
export function groupByReason(leftOut: LeftOut[]): { reason: string; paths: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { path, reason } of leftOut) groups.set(reason, [...(groups.get(reason) ?? []), path]);
  return [...groups].map(([reason, paths]) => ({ reason, paths }));
}

/** Which files did not go in, and why. `whole` names every file; else many of one kind become a count. */
export function LeftOutList({ leftOut, whole = false }: { leftOut: LeftOut[]; whole?: boolean }) {
  const rows = groupByReason(leftOut).flatMap(({ reason, paths }) =>
    whole || paths.length < togetherFrom
      ? paths.map((path) => ({ key: path, name: lastPart(path), title: path, reason }))
      : [{ key: reason, name: countOf(paths.length, "file"), title: paths.join("\n"), reason }],
  );
  return (
    <ul className={styles.list} data-whole={whole || undefined}>
      {rows.map(({ key, name, title, reason }) => (
        <li key={key}>
          <code title={title}>{whole ? title : name}</code>
          <span>{reason}</span>
        </li>
      ))}
    </ul>
  );
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
