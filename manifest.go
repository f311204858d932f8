// Package cowork holds the manifest of the Slack app, for whoever needs to
// know what the app is granted: the local Slack of the stories, and the
// preflight check.
package cowork

import _ "embed"

// Manifest is manifest.yml.
//
//go:embed manifest.yml
var Manifest []byte
