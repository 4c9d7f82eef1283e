package picking

// Orders are what a shift has to pick: the places of each order's lines.
type Orders [][]Stop

// Discrete makes one trip of each order, walked by a rule of the caller's.
func (o Orders) Discrete(follow func([]Stop) (length int, visits []int)) []Trip {
	var trips []Trip
	for _, stops := range o {
		length, visits := follow(stops)
		trips = append(trips, tripOf(stops, length, visits, 1))
	}
	return trips
}

// Batched picks orders together up to so many lines and leaves it to a sorter
// to part them.
func (o Orders) Batched(capacity int, w Walker, options Options) ([]Trip, error) {
	return o.grouped(capacity, w, options, func(stops []Stop) int { return len(stops) }, false)
}

// Clustered picks each order into a tote of its own on a cart of so many.
func (o Orders) Clustered(totes int, w Walker, options Options) ([]Trip, error) {
	return o.grouped(totes, w, options, func([]Stop) int { return 1 }, true)
}

func (o Orders) grouped(capacity int, w Walker, options Options, size func([]Stop) int, apart bool) ([]Trip, error) {
	jobs := make([]Job, len(o))
	for k, stops := range o {
		jobs[k] = Job{Stops: stops, Size: size(stops)}
	}
	g, err := Group(jobs, capacity, w, options)
	if err != nil {
		return nil, err
	}
	var trips []Trip
	for _, members := range g.Groups {
		var stops []Stop
		for _, k := range members {
			stops = append(stops, o[k]...)
		}
		totes := 1
		if apart {
			totes = len(members)
		}
		length, visits := w.Tour(stops)
		trips = append(trips, tripOf(stops, length, visits, totes))
	}
	return trips, nil
}

func tripOf(stops []Stop, length int, visits []int, totes int) Trip {
	t := Trip{Length: length, Totes: totes}
	for _, v := range visits {
		t.Stops = append(t.Stops, stops[v])
	}
	return t
}

// WithPutAways adds a trip of its own for each unit load to put away, spread
// evenly among the others.
func WithPutAways(trips []Trip, places []Stop, w Walker) []Trip {
	var out []Trip
	done := 0
	for i, t := range trips {
		out = append(out, t)
		for ; done < len(places)*(i+1)/len(trips); done++ {
			stop := places[done : done+1]
			out = append(out, Trip{Stops: stop, Length: w.Length(stop), PutAways: []int{0}})
		}
	}
	return out
}

// Interleaved takes the unit loads along on picking trips, at most so many on
// each, where they add least walking; what finds no room goes by itself.
func Interleaved(trips []Trip, places []Stop, most int, w Walker) []Trip {
	with := make([][]Stop, len(trips))
	length := make([]int, len(trips))
	for i, t := range trips {
		length[i] = t.Length
	}
	var rest []Stop
	var scratch []Stop
	for _, p := range places {
		best, least := -1, w.Length([]Stop{p})
		for i, t := range trips {
			if len(with[i]) >= most {
				continue
			}
			scratch = append(append(append(scratch[:0], t.Stops...), with[i]...), p)
			if more := w.Length(scratch) - length[i]; more < least {
				best, least = i, more
			}
			if least == 0 {
				break
			}
		}
		if best < 0 {
			rest = append(rest, p)
			continue
		}
		with[best] = append(with[best], p)
		length[best] += least
	}
	out := make([]Trip, len(trips))
	for i, t := range trips {
		stops := append(append([]Stop(nil), t.Stops...), with[i]...)
		length, visits := w.Tour(stops)
		out[i] = tripOf(stops, length, visits, t.Totes)
		for n, v := range visits {
			if v >= len(t.Stops) {
				out[i].PutAways = append(out[i].PutAways, n)
			}
		}
	}
	if len(rest) > 0 {
		return WithPutAways(out, rest, w)
	}
	return out
}
