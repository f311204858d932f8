// Package matching finds heaviest matchings in general graphs, exactly.
package matching
