package api

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
)

var (
	taskKinds = []wms.TaskKind{wms.TaskPick, wms.TaskStation, wms.TaskInduct, wms.TaskPack, wms.TaskLoad,
		wms.TaskPutAway, wms.TaskCount, wms.TaskReject, wms.TaskPull, wms.TaskInspect, wms.TaskReplenish, wms.TaskAssemble, wms.TaskEmpties, wms.TaskPart}
	taskStatuses = []wms.TaskStatus{wms.TaskOpen, wms.TaskAssigned, wms.TaskWaiting, wms.TaskDone,
		wms.TaskCancelled, wms.TaskFailed}
	exceptionCodes = []string{"short", "damaged", "wrong_item", "blocked", "not_found", "other"}
)

// kindsOfRole says which tasks a role works on. Pickers do whatever there is:
// a small warehouse has nobody else.
var kindsOfRole = map[string][]wms.TaskKind{
	RolePicker:     taskKinds,
	RoleReceiver:   {wms.TaskPutAway, wms.TaskLoad, wms.TaskCount, wms.TaskInspect},
	RoleSupervisor: taskKinds,
	RoleAdmin:      taskKinds,
}

// kindsOf lists what a user with these roles may work on.
func kindsOf(roles []string) []wms.TaskKind {
	var kinds []wms.TaskKind
	for _, kind := range taskKinds {
		for _, role := range roles {
			if slices.Contains(kindsOfRole[role], kind) {
				kinds = append(kinds, kind)
				break
			}
		}
	}
	return kinds
}

// workRoutes are what people do.
func (f *face) workRoutes() []route {
	none := f.Work == nil
	return []route{
		{method: "POST", path: "/v1/work/next", roles: floor, missing: none, do: nextWork},
		{method: "GET", path: "/v1/work/mine", roles: floor, query: []string{"warehouse"}, missing: none, do: myWork},
		{method: "GET", path: "/v1/tasks", roles: join(floor, lookers), query: []string{"warehouse", "assignee", "status", "kind"},
			paged: true, missing: none, do: listTasks},
		{method: "GET", path: "/v1/tasks/:id", roles: join(floor, lookers), missing: none, do: getTask},
		{method: "POST", path: "/v1/tasks/:id/claim", roles: floor, missing: none, do: claim},
		{method: "POST", path: "/v1/tasks/:id/confirm", roles: floor, missing: none, do: confirm},
		{method: "POST", path: "/v1/tasks/:id/exception", roles: floor, missing: none, do: except},
		{method: "POST", path: "/v1/tasks/:id/undo", roles: floor, missing: none, do: undo},
	}
}

// workItem answers what asks for a task and where it stands.
type workItem struct {
	Task wms.Task `json:"task"`
	Step wms.Step `json:"step"`
}

// claimed answers a claim: the step's fields, and the task beside them.
type claimed struct {
	wms.Step
	TaskDetail wms.Task `json:"task_detail"`
}

func tidyStep(s wms.Step) wms.Step {
	s.Expect = filled(s.Expect)
	return s
}

func nextWork(r *request) (answer, error) {
	var in NextWork
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if err := r.bodyWarehouse(&in.Warehouse); err != nil {
		return answer{}, err
	}
	for _, kind := range in.Kinds {
		if !slices.Contains(taskKinds, kind) {
			return answer{}, invalid(codeInvalidField, "there is no kind of task %q; known are %v", kind, taskKinds).
				With("field", "kinds")
		}
		if err := r.mayWork(kind); err != nil {
			return answer{}, err
		}
	}
	if len(in.Kinds) == 0 {
		in.Kinds = kindsOf(r.who.Roles)
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	task, step, err := r.face.Work.Next(r.ctx, call, in)
	if err != nil {
		return answer{}, err
	}
	if task.ID == "" {
		return nothing, nil
	}
	return ok(workItem{Task: task, Step: tidyStep(step)}), nil
}

// myWork is all that the caller has in hand, with whole scripts.
func myWork(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	mine, err := r.face.Work.Mine(r.ctx, w, r.who.User)
	if err != nil {
		return answer{}, err
	}
	mine = onlyMine(r, mine, func(c wms.Claimed) wms.WarehouseID { return c.Task.Warehouse })
	for i := range mine {
		for j := range mine[i].Script {
			mine[i].Script[j] = tidyStep(mine[i].Script[j])
		}
	}
	return listed(mine, ""), nil
}

func (r *request) mayWork(kind wms.TaskKind) error {
	if mine := kindsOf(r.who.Roles); !slices.Contains(mine, kind) {
		return wms.Refuse(wms.Forbidden, codeForbiddenKind, "you may not work on %s tasks, only on %v", kind, mine)
	}
	return nil
}

func listTasks(r *request) (answer, error) {
	w, err := r.warehouse()
	if err != nil {
		return answer{}, err
	}
	q := TaskQuery{Warehouse: w, Assignee: wms.UserID(r.q("assignee"))}
	if q.Status, err = oneOf(r, "status", taskStatuses); err != nil {
		return answer{}, err
	}
	if q.Kind, err = oneOf(r, "kind", taskKinds); err != nil {
		return answer{}, err
	}
	p, err := r.page()
	if err != nil {
		return answer{}, err
	}
	tasks, next, err := r.face.Work.ListTasks(r.ctx, q, p)
	if err != nil {
		return answer{}, err
	}
	return listed(onlyMine(r, tasks, func(t wms.Task) wms.WarehouseID { return t.Warehouse }), next), nil
}

// myTask is the task of the path, if the caller may use its warehouse.
func (r *request) myTask() (wms.Task, wms.Step, error) {
	id, err := r.id("id")
	if err != nil {
		return wms.Task{}, wms.Step{}, err
	}
	task, step, err := r.face.Work.Task(r.ctx, wms.TaskID(id))
	if err != nil {
		return task, step, err
	}
	return task, tidyStep(step), r.mayUse(task.Warehouse)
}

// workable is the id of the task of the path, if the caller may work on it.
func (r *request) workable() (wms.TaskID, error) {
	task, _, err := r.myTask()
	if err != nil {
		return "", err
	}
	return task.ID, r.mayWork(task.Kind)
}

func getTask(r *request) (answer, error) {
	task, step, err := r.myTask()
	if err != nil {
		return answer{}, err
	}
	return ok(workItem{Task: task, Step: step}), nil
}

func claim(r *request) (answer, error) {
	id, err := r.workable()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	task, step, err := r.face.Work.Claim(r.ctx, call, id)
	if err != nil {
		return answer{}, err
	}
	return ok(claimed{Step: tidyStep(step), TaskDetail: task}), nil
}

func confirm(r *request) (answer, error) {
	id, err := r.workable()
	if err != nil {
		return answer{}, err
	}
	var in wms.Confirmation
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	step, err := r.face.Work.Confirm(r.ctx, call, id, in)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyStep(step)), nil
}

func except(r *request) (answer, error) {
	id, err := r.workable()
	if err != nil {
		return answer{}, err
	}
	var in wms.Exception
	if err := r.decode(&in); err != nil {
		return answer{}, err
	}
	if !slices.Contains(exceptionCodes, in.Code) {
		return answer{}, invalid(codeInvalidField, "code must be one of %v", exceptionCodes).With("field", "code")
	}
	if len(in.Note) > maxNoteBytes {
		return answer{}, invalid(codeInvalidField, "the note has at most %d bytes", maxNoteBytes).With("field", "note")
	}
	call, err := r.call()
	if err != nil {
		return answer{}, err
	}
	step, err := r.face.Work.Except(r.ctx, call, id, in)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyStep(step)), nil
}

func undo(r *request) (answer, error) {
	id, err := r.workable()
	if err != nil {
		return answer{}, err
	}
	call, err := r.bodyless()
	if err != nil {
		return answer{}, err
	}
	step, err := r.face.Work.Undo(r.ctx, call, id)
	if err != nil {
		return answer{}, err
	}
	return ok(tidyStep(step)), nil
}
