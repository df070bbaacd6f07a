export const HELP = `flyloft: a developer portal whose features arrive while it runs

  flyloft start            install the configured plugins and serve the portal
  flyloft plan             show what a start would add, change or remove; changes nothing
  flyloft doctor <package> tell whether a package would run here, and if not why; leaves the portal alone
  flyloft config:docs [package]  describe every key that the installed plugins and the portal can be configured with

Commands for a portal that runs with the same configuration files

  flyloft generations    list what ran, newest first, and why what didn't run was not taken over
  flyloft reload         read the configuration again now (a saved change is seen by itself)
  flyloft rollback [n]   go back to generation n, or to the one that served before; until the next change
  flyloft retry <plugin> start an isolated plugin again that crashed too often

Options
  -c, --config <file>   configuration file; may be given several times, later ones override earlier ones
                        (default: app-config.yaml and, if it is there, app-config.local.yaml)
      --frozen          install only what plugins.lock.yaml names, byte for byte: for production
  -p, --port <number>   listen there instead of where backend.listen says (start)
      --with <package>  examine the package together with this one; may be given several times (doctor)
      --json            print JSON instead of text (all but start)
  -h, --help            show this

Exit codes
  0   ended as asked (Ctrl-C, SIGTERM), or what was asked is done
  1   the portal could not start: configuration, a required plugin, the port; a change was not taken over; or
      the package that was examined does not run
  2   the command line is not understood

Signals to flyloft start
  SIGTERM, Ctrl-C       answer what is under way, then end; a second one ends at once
  SIGHUP                read the configuration again

Environment
  LOG_LEVEL             error, warn, info (default) or debug
  NODE_ENV=production   logs are JSON
`;
