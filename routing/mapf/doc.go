// Package mapf finds ways for many agents on a grid at once, in unit steps: no
// two on a cell, no two changing places. It is pure: the same input, seed and
// budget give the same plan; only Options.Stop turns time into budget.
//
// Nouns. A Grid is a map of free cells, numbered densely; an Agent has a start
// and a goal. One-shot (Solve): all go to their goals and stay. Lifelong: an
// agent that reaches its goal gets the next.
//
// How it works. PIBT moves all agents by one step, those that wait longest
// first. What it follows are guide fields: distances that cost more where
// others are about to drive, and most against them. LaCAM searches over whole
// configurations with PIBT as the generator, so that one-shot always
// finishes. Large-neighbourhood search then shortens the plan for as long as
// there is time, planning single agents through bit planes of what the others
// use. Everything lives in flat arrays; a step allocates nothing.
//
// Formats: maps and scenarios of the MovingAI benchmark (Stern et al. 2019),
// lifelong problems of the League of Robot Runners.
//
// Caveats: distances are 16 bits, so ways longer than 65,534 steps count as
// none. At most 65,534 agents.
package mapf
