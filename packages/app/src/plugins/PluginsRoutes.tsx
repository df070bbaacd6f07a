import { lazy, Suspense } from "react";
import { Route, Routes } from "react-router-dom";
import { ManagementProvider } from "../management/Management.tsx";
import { InstalledPage } from "./InstalledPage.tsx";

const PluginPage = lazy(async () => {
  const { PluginPage } = await import("./page/PluginPage.tsx");
  return { default: PluginPage };
});
const InstallPage = lazy(async () => {
  const { InstallPage } = await import("./install/InstallPage.tsx");
  return { default: InstallPage };
});
const ActivityPage = lazy(async () => {
  const { ActivityPage } = await import("./ActivityPage.tsx");
  return { default: ActivityPage };
});
const MarketplacePage = lazy(async () => {
  const { MarketplacePage } =
    await import("../marketplace/MarketplacePage.tsx");
  return { default: MarketplacePage };
});
const EntryPage = lazy(async () => {
  const { EntryPage } = await import("../marketplace/EntryPage.tsx");
  return { default: EntryPage };
});

const DevelopmentPage = lazy(async () => {
  const { DevelopmentPage } =
    await import("../development/DevelopmentPage.tsx");
  return { default: DevelopmentPage };
});

/** All pages below `/plugins`. */
export function PluginsRoutes() {
  return (
    <ManagementProvider>
      <Suspense fallback={null}>
        <Routes>
          <Route index element={<InstalledPage />} />
          <Route path="activity" element={<ActivityPage />} />
          <Route path="install" element={<InstallPage />} />
          <Route path="development/:id" element={<DevelopmentPage />} />
          <Route path="marketplace" element={<MarketplacePage />} />
          <Route path="marketplace/:catalog/:name" element={<EntryPage />} />
          <Route path="package/:name/:tab?" element={<PluginPage />} />
          <Route path=":name/:tab?" element={<PluginPage />} />
        </Routes>
      </Suspense>
    </ManagementProvider>
  );
}
