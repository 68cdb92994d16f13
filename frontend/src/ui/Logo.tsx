import { Link } from "react-router";
import { Icon } from "./Icon";

/** The mark and the name, as the way home. */
export function Logo() {
  return (
    <Link className="brand" to="/">
      <Icon name="mark" />
      Scanetrix
    </Link>
  );
}
