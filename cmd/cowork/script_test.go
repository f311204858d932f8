package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run the program itself, as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"cowork": main})
}

// TestScripts runs the program the way people do: arguments, files, variables,
// and what comes out of it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}
