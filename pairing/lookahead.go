package pairing

func (p *planner) lookahead(pool []couple) []int32 { return nil }
