import "@backstage/ui/css/styles.css";
import "./theme/theme.css";
import { readPage } from "./page/readPage.ts";
import { showBootFailure } from "./page/showBootFailure.ts";
import { startPortal } from "./shell/startPortal.tsx";

const container = document.getElementById("root") ?? document.body;

try {
  await startPortal(container, readPage(document));
} catch (error) {
  showBootFailure(container, error);
}
