// Package slacktypes asks Slack's own type definitions about blocks and views: it writes each one as a TypeScript
// constant of type KnownBlock[] or View and lets the TypeScript compiler judge it. It is an oracle for tests, nothing
// that the bot runs:
//
//	compiler, err := slacktypes.Install(ctx, t.TempDir())
//	if errors.Is(err, slacktypes.ErrMissing) {
//		t.Skipf("left out: %v", err)
//	}
//	problems, err := compiler.Check(ctx, samples)
//
// The types know which fields there are and what may stand where; they know no lengths and no counts, which are the
// business of package blockkit.
package slacktypes

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Packages are the npm packages that judge.
var Packages = []string{"@slack/types@3.2.0", "typescript@7.0.2"}

// ErrMissing says that there is no Node here, or that npm cannot get the packages. Tests leave the check out then.
var ErrMissing = errors.New("no Slack types to ask here")

// Sample is the blocks of a message (a JSON list), or a modal or home tab (a JSON object).
type Sample struct {
	Name string
	JSON json.RawMessage
}

// Problem is something in a sample that the types do not allow.
type Problem struct {
	Sample string
	Line   string // the line of the indented JSON that it is about
	Says   string
}

func (p Problem) String() string { return fmt.Sprintf("%s: %s: %s", p.Sample, p.Line, p.Says) }

// Compiler is an installed TypeScript with Slack's types.
type Compiler struct{ dir string }

// Install puts the packages into dir, which the caller owns. It takes some seconds and 32 MB.
func Install(ctx context.Context, dir string) (*Compiler, error) {
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			return nil, fmt.Errorf("%w: no %s", ErrMissing, tool)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"private":true}`), 0o644); err != nil {
		return nil, err
	}
	args := append([]string{"install", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"}, Packages...)
	npm := exec.CommandContext(ctx, "npm", args...)
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: npm install: %v: %s", ErrMissing, err, lastLine(out))
	}
	return &Compiler{dir}, nil
}

func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

// A View's blocks may be any object with a type, for blocks to come; ours are to be known ones.
const prelude = `import type { HomeView, KnownBlock, ModalView } from '@slack/types';
type Strict<V> = V extends { blocks: unknown } ? Omit<V, 'blocks'> & { blocks: KnownBlock[] } : never;
`

const preludeLines = 2

// Check reports what the types do not allow in the samples, all of them in one run of the compiler; none when they
// take everything. The error is about running it.
func (c *Compiler) Check(ctx context.Context, samples []Sample) ([]Problem, error) {
	sources := make([][]string, len(samples))
	args := []string{"--noEmit", "--strict", "--skipLibCheck", "--pretty", "false", "--target", "es2022", "--module", "esnext",
		"--moduleResolution", "bundler", "--types", ""}
	for i, s := range samples {
		source, err := source(s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		sources[i] = strings.Split(source, "\n")
		file := fmt.Sprintf("sample_%d.ts", i)
		if err := os.WriteFile(filepath.Join(c.dir, file), []byte(source), 0o644); err != nil {
			return nil, err
		}
		args = append(args, file)
	}
	tsc := exec.CommandContext(ctx, filepath.Join("node_modules", ".bin", "tsc"), args...)
	tsc.Dir = c.dir
	out, err := tsc.CombinedOutput()
	problems := read(string(out), samples, sources)
	if err != nil && len(problems) == 0 {
		return nil, fmt.Errorf("tsc: %w: %s", err, out)
	}
	return problems, nil
}

// source is the sample as a TypeScript file. JSON is an expression there.
func source(s Sample) (string, error) {
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(s.JSON), "", " "); err != nil {
		return "", err
	}
	kind := "Strict<HomeView | ModalView>"
	if strings.HasPrefix(b.String(), "[") {
		kind = "KnownBlock[]"
	}
	return prelude + "export const sample: " + kind + " = " + b.String() + ";\n", nil
}

var diagnostic = regexp.MustCompile(`^sample_(\d+)\.ts\((\d+),\d+\): error (.*)$`)

// read turns the compiler's lines into problems; a line that begins with a space goes on about the one before.
func read(out string, samples []Sample, sources [][]string) []Problem {
	var problems []Problem
	for _, line := range strings.Split(out, "\n") {
		m := diagnostic.FindStringSubmatch(strings.TrimRight(line, "\r"))
		if m == nil {
			if last := len(problems) - 1; last >= 0 && strings.HasPrefix(line, " ") {
				problems[last].Says += "; " + strings.TrimSpace(line)
			}
			continue
		}
		i, _ := strconv.Atoi(m[1])
		at, _ := strconv.Atoi(m[2])
		p := Problem{Says: m[3]}
		if i < len(samples) {
			p.Sample = samples[i].Name
			if at > preludeLines && at <= len(sources[i]) {
				p.Line = strings.TrimSpace(sources[i][at-1])
			}
		}
		problems = append(problems, p)
	}
	return problems
}
