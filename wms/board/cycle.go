package board

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Hours that orders took are kept in classes, each a tenth wider than the one
// before: a quantile is right within five parts of a hundred.
const (
	cycleClass = "cycle:"
	cycleRatio = 1.1
	cycleLeast = 0.1 // hours: all that is faster is one class
)

// cycleBucket is the fact that counts orders that took about so long.
func cycleBucket(hours float64) string {
	n := 0
	if hours > cycleLeast {
		n = 1 + int(math.Log(hours/cycleLeast)/math.Log(cycleRatio))
	}
	return fmt.Sprintf("%s%03d", cycleClass, min(n, 999))
}

// cycle95 is the time within which 95 of 100 orders were shipped.
func cycle95(s *span) (hours, one float64) {
	classes, all, last := map[int]float64{}, 0.0, 0
	for fact, n := range s.sum {
		rest, is := strings.CutPrefix(fact, cycleClass)
		if !is {
			continue
		}
		if class, err := strconv.Atoi(rest); err == nil {
			classes[class] += n
			all += n
			last = max(last, class)
		}
	}
	if all == 0 {
		return 0, 0
	}
	seen := 0.0
	for class := 0; class <= last; class++ {
		if seen += classes[class]; seen >= 0.95*all {
			return cycleLeast * math.Pow(cycleRatio, float64(class)-0.5), 1
		}
	}
	return 0, 0
}
