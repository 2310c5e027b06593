from odoo.tests import freeze_time, tagged

from .test_meter import NINE, MeterCommon


@tagged("post_install", "-at_install")
@freeze_time(NINE)
class TestMeterPlace(MeterCommon):
    """A ticket or project does not go while somebody measures work on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._user("planner", "project.group_project_manager")

    def _unlink(self, records):
        records.with_user(self.boss).unlink()

    def test_a_ticket_being_measured_is_not_deleted(self):
        self._start()
        for verb in ("resume", "pause"):
            getattr(self._open(), verb)()
            for doomed in (self.task, self.project):
                with self.assertRefused("Printer on fire is being .* by prepaid_tech"):
                    self._unlink(doomed)
        with self._at(25):
            line = self._line(self._open().stop())
        self.assertEqual((line.task_id, line.meter_seconds), (self.task, 0))

    def test_a_ticket_goes_not_with_the_one_above_it(self):
        self.task.parent_id = self.other_task
        self._start()
        with self.assertRefused("Printer on fire"):
            self._unlink(self.other_task)

    def test_a_project_measured_without_ticket_is_not_deleted(self):
        self._meters().start(self.project.id)
        with self.assertRefused("Helpdesk is being measured"):
            self._unlink(self.project)
        self.assertEqual(self._open().state, "running")

    def test_all_who_measure_are_named(self):
        self._start()
        self._start(self.other_task, user=self.other_technician)
        with self.assertRefused("Printer on fire, Scanner lost is .*_tech .*_tech2 "):
            self._unlink(self.project)

    def test_the_meter_of_a_person_who_left_keeps_its_ticket_too(self):
        self._start()
        self.technician.active = False
        self.task.active = False
        with self.assertRefused("Printer on fire"):
            self._unlink(self.task)

    def test_a_ticket_goes_once_its_meter_is_elsewhere_or_over(self):
        self._start()
        meter = self._open()
        meter.move(self.other_task.id)
        self._unlink(self.task)
        meter.discard()
        self._unlink(self.project)
        self.assertFalse(self.project.exists())
