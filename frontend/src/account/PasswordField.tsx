import { type ComponentProps, useState } from "react";
import { Field } from "../ui/Field";
import { IconButton } from "../ui/IconButton";

type Props = Omit<ComponentProps<typeof Field>, "type" | "inside" | "label">;

/** A password, hidden until one asks to see it. */
export function PasswordField(props: Props) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      label="Password"
      type={shown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      inside={
        <IconButton
          icon={shown ? "eyeoff" : "eye"}
          label={shown ? "Hide password" : "Show password"}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
