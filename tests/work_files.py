"""A file of each program that writes time sheets, invented: what a real one is like."""

TOGGL_HEADER = (
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,"
    "End date,End time,Duration,Tags,Amount (EUR)\n"
)


def toggl(*rows, header=TOGGL_HEADER):
    """Return a file of rows, each a dict of what differs from the usual."""
    return header + "".join(toggl_row(**row) for row in rows or ({},))


def toggl_row(**over):
    facts = {
        "user": "Ada Tech",
        "email": "ada@example.com",
        "client": "Azure",
        "project": "Desk",
        "task": "",
        "description": "Printer, 2nd floor",
        "billable": "Yes",
        "day": "2026-03-10",
        "begin": "09:00:00",
        "end_day": "",
        "end": "09:21:00",
        "duration": "00:21:00",
    } | over
    facts["end_day"] = facts["end_day"] or facts["day"]
    return (
        '{user},{email},{client},{project},{task},"{description}",{billable},{day},'
        "{begin},{end_day},{end},{duration},,\n"
    ).format(**facts)


# The export of the settings has other durations and no end.
TOGGL_SETTINGS = (
    '"User","Email","Client","Project","Task","Description","Billable","Start date",'
    '"Start time","Duration","Tags"\n'
    '"Ada Tech","ada@example.com","Azure","Desk","","Reset","Yes","2026-03-10",'
    '"09:00:00","07:30 min",""\n'
    '"Ada Tech","ada@example.com","Azure","Desk","","Move","No","2026-03-11",'
    '"09:00:00","2:00:01",""\n'
)
CLOCKIFY = (
    "Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,"
    "Start Time,End Date,End Time,Duration (h),Duration (decimal),Billable Rate (USD),"
    "Billable Amount (USD)\n"
    "Desk,Azure,Patch,,Ada Tech,,ada@example.com,,Yes,03/10/2026,01:00:00 PM,"
    "03/10/2026,01:20:00 PM,00:20:00,0.33,90.00,29.70\n"
    "Desk,Azure,Patch,,Ada Tech,,ada@example.com,,No,03/13/2026,11:50:00 PM,"
    "03/14/2026,12:10:00 AM,00:20:00,0.33,90.00,29.70\n"
)
HARVEST = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,"
    "Invoiced?,Approved?,First Name,Last Name,Employee Id,Roles,Employee?,"
    "Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,"
    "External Reference URL\n"
    "2026-03-10,Azure,Desk,,Remote,Reset,0.7,0.75,Yes,No,No,Ada,Tech,,,Yes,90,63,,,"
    "EUR,\n"
    "2026-03-11,Azure,Desk,,Remote,Move,1.1,1.25,Yes,Yes,No,Ada,Tech,,,Yes,90,99,,,"
    "EUR,\n"
)
KIMAI_IMPORT = (
    '"Date","From","To","Duration","Rate","User","Customer","Project","Activity",'
    '"Description","Exported","Tags","Hourly rate","Fixed rate"\n'
    '"2026-03-10","08:00","08:25","1500","37.50","ada@example.com","Azure","Desk",'
    '"Remote","Fix","0","","90.00","0"\n'
    '"2026-03-11","23:50","00:10","1200","37.50","ada@example.com","Azure","Desk",'
    '"Remote","Night","1","","90.00","0"\n'
)
KIMAI_GERMAN = (
    "Datum;Beginn;Ende;Dauer;Währung;Preis;Name;Benutzer;E-Mail;Kunde;Projekt;"
    "Tätigkeit;Beschreibung;Abrechenbar\n"
    "10.03.2026;08:00;08:25;0,42;EUR;37,50;Ada Tech;ada;ada@example.com;Azure;Desk;"
    "Remote;Größe;ja\n"
)
AUTOTASK = (
    "id,Account Name,dateWorked,Resource Name,Summary Notes,hoursWorked,hoursToBill\n"
    "9001,Azure,2026-03-10,Ada Tech,Patch,1.25,1.50\n"
)
ODOO = (
    "Date*,Project*,Task,Description,Quantity,Employee\n"
    "2026-03-10,Azure,Meeting,Call,2.5,Ada Tech\n"
)
