import { IconBundleBlueprint } from "@backstage/plugin-app-react";
import BuildIcon from "@material-ui/icons/Build";
import ExtensionIcon from "@material-ui/icons/Extension";
import HomeIcon from "@material-ui/icons/Home";
import AddIcon from "@material-ui/icons/AddCircleOutline";
import ListIcon from "@material-ui/icons/List";
import SchoolIcon from "@material-ui/icons/School";
import SettingsIcon from "@material-ui/icons/Settings";
import SecurityIcon from "@material-ui/icons/Security";
import ChartIcon from "@material-ui/icons/ShowChart";

/** Names that menu items of published plugins use and that Backstage's own bundle lacks. */
export const iconExtension = IconBundleBlueprint.make({
  name: "menu-items",
  params: {
    icons: {
      home: <HomeIcon fontSize="inherit" />,
      extension: <ExtensionIcon fontSize="inherit" />,
      create: <AddIcon fontSize="inherit" />,
      build: <BuildIcon fontSize="inherit" />,
      list: <ListIcon fontSize="inherit" />,
      learning: <SchoolIcon fontSize="inherit" />,
      school: <SchoolIcon fontSize="inherit" />,
      security: <SecurityIcon fontSize="inherit" />,
      settings: <SettingsIcon fontSize="inherit" />,
      insights: <ChartIcon fontSize="inherit" />,
    },
  },
});
