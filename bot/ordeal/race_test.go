//go:build race

package ordeal_test

func init() { raced = true }
