package main

import (
	"fmt"
	"runtime/debug"
)

type versionCmd struct{}

// Run prints the version of the module, the commit that it was built from if
// the build knows it, and the version of Go.
func (versionCmd) Run(w world) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		_, err := fmt.Fprintln(w.stdout, "cowork, built without build information")
		return err
	}
	commit := ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			commit = " " + s.Value
		}
	}
	_, err := fmt.Fprintf(w.stdout, "cowork %s%s %s\n", info.Main.Version, commit, info.GoVersion)
	return err
}
