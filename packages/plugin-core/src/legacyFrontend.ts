/**
 * How a plugin of Backstage's old frontend system is put into the portal, as `dynamicPlugins.frontend.<plugin>` says in
 * the form of Red Hat Developer Hub. Empty lists where it says nothing.
 */
export interface LegacyFrontend {
  readonly dynamicRoutes: readonly LegacyRoute[];
  readonly mountPoints: readonly LegacyMount[];
  readonly entityTabs: readonly LegacyTab[];
  readonly appIcons: readonly LegacyAppIcon[];
  readonly apiFactories: readonly LegacyExport[];
  readonly routeBindings: readonly LegacyBinding[];
}

/** Something that the plugin's package exports. */
export interface LegacyExport {
  readonly importName: string;
}

/** A page: the component `importName` at `path`. It is in the navigation where it has a menu item. */
export interface LegacyRoute extends LegacyExport {
  readonly path: string;
  readonly props?: LegacyProps | undefined;
  readonly menuItem?: LegacyMenuItem | undefined;
}

export interface LegacyMenuItem {
  readonly text: string;
  /** The name of an app icon. */
  readonly icon?: string | undefined;
}

/** A component at a place such as `entity.page.overview/cards`. */
export interface LegacyMount extends LegacyExport {
  readonly mountPoint: string;
  readonly props?: LegacyProps | undefined;
  /** CSS of the grid item, as `sx` takes it. */
  readonly layout?: LegacyProps | undefined;
  readonly condition?: LegacyCondition | undefined;
}

/** A tab of the entity page, which shows what is mounted at `<mountPoint>/cards`. */
export interface LegacyTab {
  readonly path: string;
  readonly title: string;
  readonly mountPoint: string;
}

export interface LegacyAppIcon extends LegacyExport {
  readonly name: string;
}

/** Where an external route leads. */
export interface LegacyBinding {
  readonly from: LegacyBindingEnd;
  readonly to: LegacyBindingEnd;
}

export interface LegacyBindingEnd {
  /** The name under which a package exports the plugin, e.g. `catalogImportPlugin`. */
  readonly plugin: string;
  /** A key of the plugin's `externalRoutes`, or of its `routes`. */
  readonly route: string;
}

export type LegacyProps = Readonly<Record<string, unknown>>;

/** For which entities something is shown: every list that is there has to agree. */
export interface LegacyCondition {
  readonly allOf?: readonly LegacyTest[] | undefined;
  readonly anyOf?: readonly LegacyTest[] | undefined;
  readonly oneOf?: readonly LegacyTest[] | undefined;
}

/** The name of an exported function that judges an entity, or what the entity has to be. */
export type LegacyTest =
  | string
  | { readonly isKind: string | readonly string[] }
  | { readonly isType: string | readonly string[] }
  | { readonly hasAnnotation: string | readonly string[] };
