import { type FormEvent, useRef, useState } from "react";
import { Link, Navigate, useLocation } from "react-router";
import { login } from "../api/auth";
import { useSession } from "../api/useSession";
import { Button } from "../ui/Button";
import { ErrorNote } from "../ui/ErrorNote";
import { Field } from "../ui/Field";
import { usePageTitle } from "../ui/usePageTitle";
import { AccountLayout } from "./AccountLayout";
import form from "./form.module.css";
import { PasswordField } from "./PasswordField";
import { useSubmission } from "../ui/useSubmission";
import { wantedPlace } from "./wantedPlace";

/** Email and password, then on to where one wanted to go. */
export function SignInPage() {
  usePageTitle("Sign in");
  const session = useSession();
  const location = useLocation();
  const passwordRef = useRef<HTMLInputElement>(null);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { busy, error, submit } = useSubmission(async () => {
    try {
      await login(email.trim(), password);
    } catch (caught) {
      passwordRef.current?.select();
      throw caught;
    }
  });

  if (session.status === "signedIn") return <Navigate to={wantedPlace(location.state)} replace />;

  const expired = session.status === "signedOut" && session.expired;
  return (
    <AccountLayout title="Sign in" lead="See your scans in three dimensions.">
      {error !== null && <ErrorNote error={error} />}
      {error === null && expired && (
        <p className={form.said} role="status">
          You have been signed out. Please sign in again; you will come back to where you were.
        </p>
      )}
      <form
        className={form.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field
          label="Email"
          type="email"
          size="large"
          autoComplete="username"
          required
          // The page has one purpose; starting in its first field is what everybody does next.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField
          ref={passwordRef}
          size="large"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button type="submit" look="main" size="large" busyLabel={busy ? "Signing in…" : undefined}>
          Sign in
        </Button>
      </form>
      <p className={form.swap}>
        New here?{" "}
        <Link to="/register" state={location.state as unknown}>
          Create an account
        </Link>
      </p>
    </AccountLayout>
  );
}
