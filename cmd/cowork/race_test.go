//go:build race

package main

// raced says that the race detector is in this test, which makes a program
// several times as large and as slow.
const raced = true
