package store

// ViewAt is View that also says which record is the last that the snapshot
// holds, so that the records behind it are exactly what it lacks.
func (b *Bolt) ViewAt(fn func(r Reader, seq uint64) error) error {
	return b.view(func(r reader, s state) error { return fn(r, s.Seq) })
}
