import { type FormEvent, useState } from "react";
import { Link, Navigate, useLocation } from "react-router";
import { register } from "../api/auth";
import { isApiError } from "../api/errors";
import { useSession } from "../api/useSession";
import { Button } from "../ui/Button";
import { fieldError } from "../ui/describeError";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { usePageTitle } from "../ui/usePageTitle";
import { AccountLayout } from "./AccountLayout";
import form from "./form.module.css";
import { leastPasswordLength } from "./passwordStrength";
import { PasswordField } from "./PasswordField";
import { PasswordMeter } from "./PasswordMeter";
import { useSubmission } from "../ui/useSubmission";
import { wantedPlace } from "./wantedPlace";

/** Makes an account and signs in with it. */
export function RegisterPage() {
  usePageTitle("Create an account");
  const session = useSession();
  const location = useLocation();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { busy, error, submit } = useSubmission(() =>
    register(email.trim(), password, name.trim()),
  );

  if (session.status === "signedIn") return <Navigate to={wantedPlace(location.state)} replace />;

  const closed = isApiError(error, "registration_closed");
  const passwordError = isApiError(error, "weak_password")
    ? error.problem.detail
    : fieldError(error, "password");
  const atFields = passwordError ?? fieldError(error, "email") ?? fieldError(error, "name");
  return (
    <AccountLayout
      title="Create an account"
      lead="The first account on this server looks after it."
    >
      {error !== null && atFields === undefined && <ErrorNote error={error} />}
      {!closed && (
        <form
          className={form.form}
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Field
            label="Your name"
            size="large"
            autoComplete="name"
            required
            // The page has one purpose; starting in its first field is what everybody does next.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            error={fieldError(error, "name")}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Field
            label="Email"
            type="email"
            size="large"
            autoComplete="username"
            required
            error={fieldError(error, "email")}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          <div className={form.password}>
            <PasswordField
              size="large"
              autoComplete="new-password"
              required
              minLength={leastPasswordLength}
              error={passwordError}
              hint={`At least ${leastPasswordLength} characters. Three plain words do well.`}
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
            <PasswordMeter password={password} />
          </div>
          <Button
            type="submit"
            look="main"
            size="large"
            busyLabel={busy ? "Creating the account…" : undefined}
          >
            Create account
          </Button>
        </form>
      )}
      <p className={form.swap}>
        Have an account?{" "}
        <Link to="/signin" state={location.state as unknown}>
          Sign in
        </Link>
      </p>
    </AccountLayout>
  );
}
