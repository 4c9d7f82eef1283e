package mapf

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// None stands for no cell and no agent.
const None = int32(-1)

// Grid is a 4-connected map. Cells are numbered densely over the free ones, in
// reading order.
type Grid struct {
	Width, Height int
	Cell          []int32    // of y*Width+x, None where blocked
	Pos           []int32    // y*Width+x of each cell
	Next          [][4]int32 // neighbours of each cell: right, down, left, up; None where blocked
	Degree        []uint8
}

// Cells is the number of free cells.
func (g *Grid) Cells() int { return len(g.Pos) }

// XY is where a cell lies.
func (g *Grid) XY(c int32) (x, y int) { return int(g.Pos[c]) % g.Width, int(g.Pos[c]) / g.Width }

// At is the cell at a place, None where it is blocked or outside.
func (g *Grid) At(x, y int) int32 {
	if x < 0 || y < 0 || x >= g.Width || y >= g.Height {
		return None
	}
	return g.Cell[y*g.Width+x]
}

// maxSide bounds the maps that are read.
const maxSide = 8192

// ReadMap reads a map of the MovingAI benchmark: a header of "type", "height",
// "width", then "map" and its rows; '.', 'G' and 'S' are free. name is for
// errors.
func ReadMap(r io.Reader, name string) (*Grid, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 1<<16), 1<<20)
	line := 0
	next := func() (string, bool) {
		if !sc.Scan() {
			return "", false
		}
		line++
		return strings.TrimRight(sc.Text(), "\r"), true
	}
	size := map[string]int{}
	for {
		s, ok := next()
		if !ok {
			return nil, fmt.Errorf("%s:%d: the header ends before a line \"map\"", name, line)
		}
		if s == "map" {
			break
		}
		key, value, _ := strings.Cut(s, " ")
		if key == "type" {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n <= 0 || n > maxSide || key != "height" && key != "width" {
			return nil, fmt.Errorf("%s:%d: %q is none of \"type …\", \"height N\", \"width N\" (1 to %d), \"map\"", name, line, s, maxSide)
		}
		size[key] = n
	}
	w, h := size["width"], size["height"]
	if w == 0 || h == 0 {
		return nil, fmt.Errorf("%s:%d: the header lacks height or width", name, line)
	}
	free := make([]bool, w*h)
	for y := range h {
		s, ok := next()
		if !ok || len(s) != w {
			return nil, fmt.Errorf("%s:%d: row %d of %d has %d characters, want %d", name, line, y+1, h, len(s), w)
		}
		for x := range w {
			free[y*w+x] = s[x] == '.' || s[x] == 'G' || s[x] == 'S'
		}
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return NewGrid(w, h, free), nil
}

// NewGrid makes a grid of the free places, row by row.
func NewGrid(width, height int, free []bool) *Grid {
	g := &Grid{Width: width, Height: height, Cell: make([]int32, width*height)}
	for p, f := range free {
		g.Cell[p] = None
		if f {
			g.Cell[p] = int32(len(g.Pos))
			g.Pos = append(g.Pos, int32(p))
		}
	}
	g.Next, g.Degree = make([][4]int32, len(g.Pos)), make([]uint8, len(g.Pos))
	for c := range g.Pos {
		x, y := g.XY(int32(c))
		g.Next[c] = [4]int32{g.At(x+1, y), g.At(x, y+1), g.At(x-1, y), g.At(x, y-1)}
		for _, n := range g.Next[c] {
			if n != None {
				g.Degree[c]++
			}
		}
	}
	return g
}

// Agent is a start and a goal.
type Agent struct{ Start, Goal int32 }

// ReadScenario reads the first n agents of a scenario of the MovingAI
// benchmark: "version 1", then per agent bucket, map, width, height, start x,
// start y, goal x, goal y, length.
func ReadScenario(r io.Reader, name string, g *Grid, n int) ([]Agent, error) {
	sc := bufio.NewScanner(r)
	var agents []Agent
	starts, goals := map[int32]int{}, map[int32]int{}
	for line := 1; len(agents) < n && sc.Scan(); line++ {
		f := strings.Fields(sc.Text())
		if len(f) == 0 || f[0] == "version" {
			continue
		}
		if len(f) < 8 {
			return nil, fmt.Errorf("%s:%d: %d columns, want 9", name, line, len(f))
		}
		var xy [4]int
		for i := range xy {
			v, err := strconv.Atoi(f[4+i])
			if err != nil {
				return nil, fmt.Errorf("%s:%d: column %d: %q is no number", name, line, 5+i, f[4+i])
			}
			xy[i] = v
		}
		a := Agent{g.At(xy[0], xy[1]), g.At(xy[2], xy[3])}
		if a.Start == None || a.Goal == None {
			return nil, fmt.Errorf("%s:%d: start (%d, %d) or goal (%d, %d) is blocked or outside the map", name, line, xy[0], xy[1], xy[2], xy[3])
		}
		if l, ok := starts[a.Start]; ok {
			return nil, fmt.Errorf("%s:%d: starts where line %d does", name, line, l)
		}
		if l, ok := goals[a.Goal]; ok {
			return nil, fmt.Errorf("%s:%d: ends where line %d does", name, line, l)
		}
		starts[a.Start], goals[a.Goal] = line, line
		agents = append(agents, a)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(agents) < n {
		return nil, fmt.Errorf("%s: has %d agents, %d are wanted", name, len(agents), n)
	}
	return agents, nil
}

// ReadCells reads a file of the League of Robot Runners: a count, then as many
// cells as row*width+column, one a line. Lines with '#' are comments.
func ReadCells(r io.Reader, name string, g *Grid) ([]int32, error) {
	sc := bufio.NewScanner(r)
	want := -1
	var cells []int32
	for line := 1; sc.Scan() && (want < 0 || len(cells) < want); line++ {
		s := strings.TrimSpace(sc.Text())
		if s == "" || s[0] == '#' {
			continue
		}
		v, err := strconv.Atoi(s)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s:%d: %q is no number", name, line, s)
		case want < 0:
			want = v
		case v < 0 || v >= len(g.Cell) || g.Cell[v] == None:
			return nil, fmt.Errorf("%s:%d: cell %d is blocked or outside the map of %d x %d", name, line, v, g.Width, g.Height)
		default:
			cells = append(cells, g.Cell[v])
		}
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(cells) < want || want < 0 {
		return nil, fmt.Errorf("%s: says %d cells and has %d", name, want, len(cells))
	}
	return cells, nil
}
