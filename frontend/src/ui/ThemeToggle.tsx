import { IconButton } from "./IconButton";
import { type IconName } from "./icons";
import { Menu, type MenuGroup } from "./Menu";
import { chooseTheme, type Theme, type ThemeChoice, useShownTheme, useThemeChoice } from "./theme";

const choices: { value: ThemeChoice; label: string; icon: IconName }[] = [
  { value: "light", label: "Light", icon: "sun" },
  { value: "dark", label: "Dark", icon: "moon" },
  { value: "contrast", label: "High contrast", icon: "wl" },
  { value: "system", label: "As the system", icon: "sliders" },
];

const themeIcons: Record<Theme, IconName> = { light: "sun", dark: "moon", contrast: "wl" };

/** The choice of theme as a part of a menu. */
export function themeMenuGroup(chosen: ThemeChoice): MenuGroup {
  return {
    title: "Theme",
    items: choices.map(({ value, label, icon }) => ({
      label,
      icon,
      checked: value === chosen,
      onSelect: () => chooseTheme(value),
    })),
  };
}

/** Chooses light, dark, high contrast, or whatever the system says. */
export function ThemeToggle() {
  const chosen = useThemeChoice();
  const shown = useShownTheme();
  return (
    <Menu
      label="Theme"
      groups={[themeMenuGroup(chosen)]}
      trigger={(props) => <IconButton {...props} icon={themeIcons[shown]} label="Theme" />}
    />
  );
}
