import { lazy, Suspense } from "react";
import { BrowserRouter, Outlet, Route, Routes, useParams } from "react-router";
import { RegisterPage } from "./account/RegisterPage";
import { RequireSession } from "./account/RequireSession";
import { SignInPage } from "./account/SignInPage";
import { ScansPage } from "./scans/ScansPage";
import { CrashGuard } from "./ui/CrashGuard";
import { NotFoundPage } from "./ui/NotFoundPage";
import { Notices } from "./ui/Notices";
import { useThemeScope } from "./ui/theme";
import { WaitNote } from "./ui/WaitNote";
import { loadViewerPage } from "./viewer/loadViewer";

const ViewerPage = lazy(loadViewerPage);

/**
 * Every address of the page. What is chosen in the list lives in the address; without transitions a radio
 * button that was pressed stays pressed, instead of jumping back until the address has followed.
 */
export function App() {
  return (
    <CrashGuard>
      <BrowserRouter useTransitions={false}>
        <Routes>
          <Route path="/signin" element={<SignInPage />} />
          <Route path="/register" element={<RegisterPage />} />
          <Route
            element={
              <RequireSession>
                <Outlet />
              </RequireSession>
            }
          >
            <Route path="/" element={<ScansPage />} />
            <Route path="/scans/:scanId" element={<ViewerRoute />} />
          </Route>
          <Route path="*" element={<NotFoundPage />} />
        </Routes>
      </BrowserRouter>
      <Notices />
    </CrashGuard>
  );
}

function ViewerRoute() {
  const { scanId = "" } = useParams();
  useThemeScope("viewer");
  return (
    <Suspense fallback={<WaitNote text="Loading the viewer" />}>
      <ViewerPage key={scanId} scanId={scanId} />
    </Suspense>
  );
}
