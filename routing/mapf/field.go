package mapf

// far is the distance where there is no way.
const far = ^uint16(0)

// bfs fills d with the number of steps from each cell to goal. queue is
// scratch of at least Cells.
func (g *Grid) bfs(goal int32, d []uint16, queue []int32) {
	for i := range d {
		d[i] = far
	}
	d[goal] = 0
	queue[0] = goal
	for head, tail := 0, 1; head < tail; head++ {
		c := queue[head]
		k := d[c] + 1
		for _, n := range g.Next[c] {
			if n != None && d[n] == far {
				d[n] = k
				queue[tail] = n
				tail++
			}
		}
	}
}

// Distances gives the number of steps from each cell to goal, far where there
// is no way.
func (g *Grid) Distances(goal int32) []uint16 {
	d := make([]uint16, g.Cells())
	g.bfs(goal, d, make([]int32, g.Cells()))
	return d
}
