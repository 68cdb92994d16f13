import { cssColor, type Look } from "../looks/look";
import styles from "./Panel.module.css";

type Props = {
  look: Look;
  /** Address of a picture of the scan in this look; until it is made the look's colors stand in. */
  picture: string | undefined;
};

export function LookSwatch({ look, picture }: Props) {
  if (picture) return <img className={styles.swatch} src={picture} alt="" draggable={false} />;
  const colors = look.points.map(({ color }) => cssColor(color)).join(", ");
  return <i className={styles.swatch} style={{ background: `linear-gradient(${colors})` }} />;
}
